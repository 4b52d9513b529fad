/** Opens a store, which makes its file, and closes it. */
import { openStore } from './store.ts'

await openStore(process.argv[2] ?? '').close()
