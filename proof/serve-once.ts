/** A platform on the file it is given, for strace to watch; prints its port and its process id. */
import { start } from '../bench/servers/weauth.ts'

const port = await start(JSON.stringify({ store: process.argv[2], traces: false }))
process.stdout.write(`${port} ${process.pid}\n`)
