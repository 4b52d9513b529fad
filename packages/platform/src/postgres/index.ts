/**
 * The store in PostgreSQL: for several instances that share nothing else. It imports the store's door, and the driver `postgres` when a
 * store is opened; it must not know HTTP, pages or the wording of any answer.
 */
export { openPostgresStore } from './postgres-store.ts'
export type { PostgresStoreOptions } from './postgres-store.ts'
export { postgresRestored } from './restored.ts'
