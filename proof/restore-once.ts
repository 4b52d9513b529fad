/** Makes a store of a backup. From, to. */
import { restoreSqlite } from './store.ts'

const [, , from = '', to = ''] = process.argv
restoreSqlite(from, to, Date.now())
process.stdout.write('done\n')
