/** One PostgreSQL for the whole run, started when the first database is asked for. Durable: what is measured is what can be trusted. */
import type { PostgresServer } from '../packages/platform/test/postgres-server.ts'
import { startPostgres } from '../packages/platform/test/postgres-server.ts'

let server: Promise<PostgresServer> | undefined

/** The URL of an empty database. */
export async function newDatabase(): Promise<string> {
  server ??= startPostgres([])
  return (await server).newDatabase()
}

/** Ends the PostgreSQL, if there is one. */
export async function discardDatabases(): Promise<void> {
  await (await server)?.discard()
  server = undefined
}
