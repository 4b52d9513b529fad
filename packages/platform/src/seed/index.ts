/**
 * What a platform starts with: the seed file (YAML or JSON) or the built-in seed, and the pictures of the users in it. It imports the
 * protocol and the store's records, and loads zod, yaml and pngjs only when a file is read or a picture drawn, so that starting without
 * them stays quick. It must not know HTTP, pages, how anything is stored or who reads a seed.
 */
export { avatarKey, avatarPng } from './avatar.ts'
export { builtinSeed } from './builtin-seed.ts'
export { readSeed, SeedError, seedJsonSchema } from './read-seed.ts'
export { appOf } from './seed.ts'
export type { Seed, SeedApp } from './seed.ts'
