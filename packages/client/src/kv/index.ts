/**
 * Where logins and tokens are kept between requests: one interface and its stores in memory, Redis, PostgreSQL and SQLite, each over a
 * client that the site already has, known by its shape alone. It imports nothing but Web standards; it must not know what is kept.
 */
export type { KeyValueStore } from './key-value.ts'
export { memoryStore } from './memory-store.ts'
export type { MemoryStoreOptions } from './memory-store.ts'
export { postgresStore } from './postgres-store.ts'
export type { PgLike, PostgresJsLike, PostgresStore } from './postgres-store.ts'
export { redisStore } from './redis-store.ts'
export type { IoredisLike, NodeRedisLike } from './redis-store.ts'
export { sqliteStore } from './sqlite-store.ts'
export type { SqliteLike, SqliteStore } from './sqlite-store.ts'
