/** The store without the platform around it, for scripts that are started again and again: it is loaded in a third of the time. */
import type { Store } from '@weauth/platform'
import { openSqliteStore } from '../packages/platform/src/sqlite/index.ts'

export { backupSqlite, restoreSqlite } from '../packages/platform/src/sqlite/index.ts'

/** Opens a file as the platform does. */
export const openStore = (path: string): Store => openSqliteStore({ path, clock: { now: () => Date.now() } })
