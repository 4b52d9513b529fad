/**
 * The smallest durable store that can serve a login: codes, grants and access tokens in SQLite with an fsync before every answer, growing
 * keys, hashed secrets, one commit for all writes of a turn of the event loop. No rules, no consent, no parsing but of the query: what
 * weauth costs beyond this is what its platform costs beyond a store.
 */
import { hash, randomFillSync } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { benchApp } from '../flow.ts'
import type { Start } from './listen.ts'
import { listen } from './listen.ts'

/** Locator and digest, as SQL wants them. */
type Key = [id: number, digest: string]
type Commit = (write: () => void, answer: () => void) => void

/** Runs the writes of one turn of the event loop in one transaction, then answers all of them. */
function groupCommit(db: DatabaseSync): Commit {
  let turn: { write: () => void; answer: () => void }[] = []
  return (write, answer) => {
    if (turn.push({ write, answer }) > 1) return
    setImmediate(() => {
      const all = turn
      turn = []
      db.exec('BEGIN IMMEDIATE')
      for (const one of all) one.write()
      db.exec('COMMIT')
      for (const one of all) one.answer()
    })
  }
}

const newSecret = (): string => randomFillSync(Buffer.allocUnsafe(18)).toString('base64url')
const digest = (secret: string): string => hash('sha256', secret)

function keyOf(value: string): Key {
  const dot = value.indexOf('.')
  return [Number(value.slice(0, dot)), digest(value.slice(dot + 1))]
}

/** The three tables and what is done with them. Each saving answers with locator and secret. */
function openTables(path: string) {
  const db = new DatabaseSync(path, { timeout: 5000 })
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  for (const table of ['codes', 'grants', 'access']) {
    db.exec(
      `CREATE TABLE ${table} (id INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT, expires_at INTEGER, used_at INTEGER) STRICT`,
    )
  }
  const saving = (table: string, lifetimeMs: number) => {
    const insert = db.prepare(`INSERT INTO ${table} (digest, expires_at) VALUES (?, ?)`)
    return (): string => {
      const secret = newSecret()
      return `${insert.run(digest(secret), Date.now() + lifetimeMs).lastInsertRowid}.${secret}`
    }
  }
  const finding = (table: string) => {
    const find = db.prepare(`SELECT expires_at FROM ${table} WHERE id = ? AND digest = ?`)
    return (value: string): boolean => Number(find.get(...keyOf(value))?.['expires_at'] ?? 0) > Date.now()
  }
  const take = db.prepare(
    'UPDATE codes SET used_at = ? WHERE id = ? AND digest = ? AND used_at IS NULL AND expires_at > ?',
  )
  return {
    commit: groupCommit(db),
    saveCode: saving('codes', 300_000),
    saveGrant: saving('grants', 2_592_000_000),
    saveAccess: saving('access', 7_200_000),
    takeCode: (value: string): boolean => take.run(Date.now(), ...keyOf(value), Date.now()).changes === 1,
    grantLives: finding('grants'),
    accessLives: finding('access'),
  }
}

function answer(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(body) }).end(body)
}

type Serve = (query: URLSearchParams, response: ServerResponse) => void
const value = (query: URLSearchParams, name: string): string => query.get(name) ?? ''
const openid = `o${'u'.repeat(27)}`

export const start: Start = (path = ':memory:') => {
  const { commit, ...tables } = openTables(path)
  const mint = (response: ServerResponse, may: () => boolean, grant: () => string): void => {
    let body = '{"errcode":40029,"errmsg":"invalid code"}'
    const write = (): void => {
      if (!may()) return
      const tokens = `"access_token":"${tables.saveAccess()}","expires_in":7200,"refresh_token":"${grant()}"`
      body = `{${tokens},"openid":"${openid}","scope":"snsapi_userinfo"}`
    }
    commit(write, () => answer(response, body))
  }
  const reading =
    (body: string): Serve =>
    (query, response) => {
      answer(response, tables.accessLives(value(query, 'access_token')) ? body : '{"errcode":40001}')
    }
  const paths: Readonly<Record<string, Serve>> = {
    '/connect/oauth2/authorize': (query, response) => {
      let code = ''
      const save = (): void => {
        code = tables.saveCode()
      }
      commit(save, () => {
        const location = `${benchApp.callback}?code=${code}&state=${value(query, 'state')}`
        response.writeHead(302, { location, 'content-length': 0 }).end()
      })
    },
    '/sns/oauth2/access_token': (query, response) => {
      const may = (): boolean => value(query, 'secret') === benchApp.secret && tables.takeCode(value(query, 'code'))
      mint(response, may, tables.saveGrant)
    },
    '/sns/oauth2/refresh_token': (query, response) => {
      const token = value(query, 'refresh_token')
      mint(
        response,
        () => tables.grantLives(token),
        () => token,
      )
    },
    '/sns/userinfo': reading(`{"openid":"${openid}","nickname":"bench","sex":1}`),
    '/sns/auth': reading('{"errcode":0,"errmsg":"ok"}'),
  }
  return listen((request, response) => {
    const [path = '', query] = (request.url ?? '').split('?')
    paths[path]?.(new URLSearchParams(query), response)
  })
}
