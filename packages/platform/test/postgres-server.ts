import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { EmbeddedPostgres } from '../../../test/embedded-postgres.ts'

/** A PostgreSQL of the test's own, on the loopback. */
export type PostgresServer = {
  /** Creates an empty database; returns its URL. */
  readonly newDatabase: () => Promise<string>
  readonly start: () => Promise<void>
  /** Stops the server and keeps its data. */
  readonly halt: () => Promise<void>
  /** Stops the server and deletes everything. */
  readonly discard: () => Promise<void>
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** Starts one. Not durable, unless `flags` say so: what is tested here is not the disk. */
export async function startPostgres(flags: readonly string[] = ['-c', 'fsync=off']): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'weauth-postgres-'))
  // The server runs as another user where this one is root.
  chmodSync(folder, 0o755)
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'weauth',
    persistent: true,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: [...flags],
    onLog: () => {},
  })
  await server.initialise()
  await server.start()
  const url = (database: string): string => `postgres://postgres:weauth@127.0.0.1:${port}/${database}`
  let databases = 0
  return {
    async newDatabase() {
      const name = `weauth_${(databases += 1)}`
      const sql = postgres(url('postgres'), { max: 1, onnotice: () => {} })
      await sql.unsafe(`CREATE DATABASE ${name}`)
      await sql.end()
      return url(name)
    },
    start: () => server.start(),
    halt: () => server.stop(),
    async discard() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
