/** Opens a store, which makes its file, and closes it. */
import { openSqliteStore, systemClock } from '@weauth/platform'

await openSqliteStore({ path: process.argv[2] ?? '', clock: systemClock }).close()
