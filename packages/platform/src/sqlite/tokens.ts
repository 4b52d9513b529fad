import type { DatabaseSync } from 'node:sqlite'
import { authorizationOf, finder, isOf, lifeOf, sameDigest, taker } from './rows.ts'
import { endOf } from './consents.ts'
import type { AuthorizationRow, SecretRow, Sqlite } from './rows.ts'
import type { Digest, Ended, Store } from '../store/index.ts'

type EndableRow = SecretRow & AuthorizationRow & { readonly ended: Ended | null }

type GrantRow = EndableRow & { readonly generation: number; readonly access_id: number; readonly ends_at: number }

type AppTokenRow = SecretRow & { readonly appid: string }

/** Grants: how a code becomes one, how it is refreshed, and the access tokens it has. */
export function grantRows(sqlite: Sqlite): Pick<Store, 'takeCode' | 'refreshGrant' | 'findAccess'> {
  const insertAccess = accessInsert(sqlite.db)
  return {
    takeCode: codeTaker(sqlite, insertAccess),
    refreshGrant: refresher(sqlite, insertAccess),
    findAccess: accessFinder(sqlite),
  }
}

type InsertAccess = (digest: Digest, expiresAt: number, grantLocator: number) => number

function accessInsert(db: DatabaseSync): InsertAccess {
  const insert = db.prepare('INSERT INTO access_tokens (digest, expires_at, grant_id) VALUES (?, ?, ?)')
  return (digest, expiresAt, grantLocator) => Number(insert.run(digest, expiresAt, grantLocator).lastInsertRowid)
}

function codeTaker({ db, write, now }: Sqlite, insertAccess: InsertAccess): Store['takeCode'] {
  const take = taker(db, 'codes', endOf('codes'))
  const insertGrant = db.prepare(
    `INSERT INTO grants
      (id, digest, expires_at, ends_at, generation, access_id, appid, user_id, scope, flow, component, persona)
      VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)`,
  )
  return ({ locator, digest, appid, component, refreshLifetimeMs, accessLifetimeMs, mint }) =>
    write(() => {
      const at = now()
      const code = take({ locator, digest }, (found) => isOf(found, { appid, component }), at)
      if ('outcome' in code) return code
      const { refresh, access } = mint(locator)
      const end = at + refreshLifetimeMs
      const accessEnd = at + accessLifetimeMs
      const accessLocator = insertAccess(access, accessEnd, locator)
      const { user_id: userId, scope, flow, persona = null } = code
      const last = Math.max(end, accessEnd)
      insertGrant.run(locator, refresh, end, last, accessLocator, appid, userId, scope, flow, code.component, persona)
      return { outcome: 'taken', authorization: authorizationOf(code), grantLocator: locator, accessLocator }
    })
}

function refresher({ db, write, now }: Sqlite, insertAccess: InsertAccess): Store['refreshGrant'] {
  const find = finder<GrantRow>(db, `SELECT ${endOf('grants')} AS ended, * FROM grants WHERE id = ?`)
  const extend = db.prepare('UPDATE access_tokens SET expires_at = ? WHERE id = ? AND expires_at > ?')
  const advance = db.prepare('UPDATE grants SET generation = ?, access_id = ? WHERE id = ?')
  // On its own, for it costs as much as the rest and is seldom due: the index by the end changes along.
  const outlive = db.prepare('UPDATE grants SET ends_at = ? WHERE id = ?')
  return ({ locator, digest, appid, component, accessLifetimeMs, keepWhileValid, mint }) =>
    write(() => {
      const at = now()
      const grant = find({ locator, digest })
      if (!grant || !isOf(grant, { appid, component })) return { outcome: 'unknown' }
      if (grant.ended !== null) return { outcome: grant.ended }
      if (lifeOf(grant, at) === 'expired') return { outcome: 'expired' }
      const accessEnd = at + accessLifetimeMs
      const kept = keepWhileValid && extend.run(accessEnd, grant.access_id, at).changes === 1
      const generation = kept ? grant.generation : grant.generation + 1
      const accessLocator = kept ? grant.access_id : insertAccess(mint(locator, generation), accessEnd, locator)
      advance.run(generation, accessLocator, locator)
      if (accessEnd > grant.ends_at) outlive.run(accessEnd, locator)
      return { outcome: 'refreshed', authorization: authorizationOf(grant), generation, accessLocator }
    })
}

function accessFinder({ db, now }: Sqlite): Store['findAccess'] {
  const find = finder<EndableRow>(
    db,
    `SELECT access_tokens.digest, access_tokens.expires_at, appid, user_id, scope, flow, component, persona,
      ${endOf('grants')} AS ended
      FROM access_tokens JOIN grants ON grants.id = grant_id WHERE access_tokens.id = ?`,
  )
  return async (presented) => {
    const row = find(presented)
    return row && { outcome: row.ended ?? lifeOf(row, now()), authorization: authorizationOf(row) }
  }
}

/** Ordinary tokens, which belong to an app and to no user. */
export function appTokenRows(sqlite: Sqlite): Pick<Store, 'saveAppToken' | 'keepStableToken' | 'findAppToken'> {
  const { db, write, now } = sqlite
  const shorten = db.prepare('UPDATE app_tokens SET expires_at = ? WHERE appid = ? AND expires_at > ? AND salt IS NULL')
  const insert = db.prepare('INSERT INTO app_tokens (digest, expires_at, appid) VALUES (?, ?, ?)')
  const find = finder<AppTokenRow>(db, 'SELECT digest, expires_at, appid FROM app_tokens WHERE id = ?')
  return {
    saveAppToken: ({ digest, lifetimeMs, appid, overlapMs }) =>
      write(() => {
        const at = now()
        shorten.run(at + overlapMs, appid, at + overlapMs)
        return Number(insert.run(digest, at + lifetimeMs, appid).lastInsertRowid)
      }),
    keepStableToken: stableTokenKeeper(sqlite),
    findAppToken: async (presented) => {
      const row = find(presented)
      return row && { outcome: lifeOf(row, now()), appid: row.appid }
    },
  }
}

type StableRow = SecretRow & { readonly id: number; readonly salt: Uint8Array }

function stableTokenKeeper({ db, write, now }: Sqlite): Store['keepStableToken'] {
  const current = db.prepare(
    `SELECT id, digest, expires_at, salt FROM app_tokens
      WHERE appid = ? AND expires_at > ? AND salt IS NOT NULL ORDER BY id DESC LIMIT 1`,
  )
  const shorten = db.prepare(
    'UPDATE app_tokens SET expires_at = ? WHERE appid = ? AND expires_at > ? AND salt IS NOT NULL',
  )
  const insert = db.prepare('INSERT INTO app_tokens (digest, expires_at, appid, salt) VALUES (?, ?, ?, ?)')
  return ({ appid, salt, lifetimeMs, overlapMs, force, mint }) =>
    write(() => {
      const at = now()
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- STRICT tables hold what they declare
      const found = current.get(appid, at + overlapMs) as StableRow | undefined
      if (found && !force && sameDigest(found.digest, mint(found.salt))) {
        return { locator: found.id, salt: found.salt, endsInMs: found.expires_at - at }
      }
      const earlierEnd = force ? at : at + overlapMs
      shorten.run(earlierEnd, appid, earlierEnd)
      const locator = Number(insert.run(mint(salt), at + lifetimeMs, appid, salt).lastInsertRowid)
      return { locator, salt, endsInMs: lifetimeMs }
    })
}
