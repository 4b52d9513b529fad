/** Makes a backup of a store. From, to. */
import { backupSqlite } from './store.ts'

const [, , from = '', to = ''] = process.argv
backupSqlite(from, to)
process.stdout.write('done\n')
