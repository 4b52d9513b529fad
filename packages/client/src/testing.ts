/**
 * For tests: the suite that every key-value store must pass. It runs on Node alone, for it registers tests of `node:test`; nothing of the
 * client imports it.
 */
export { keyValueConformance, keyValueTests } from './kv/conformance.ts'
export type { MadeKeyValueStore, MakeKeyValueStore } from './kv/conformance.ts'
