/**
 * The store in SQLite: the one a platform keeps when it is given a file. It imports the store's door; it must not know HTTP, pages or the
 * wording of any answer.
 */
export { backupSqlite, restoreSqlite } from './backup.ts'
export { openSqliteStore } from './sqlite-store.ts'
export type { SqliteStoreOptions } from './sqlite-store.ts'
