import type { Authorization, ReturnTarget, ConsentForm, Digest, Lasting, Store } from '../store/index.ts'
import { authorizationOf, sameDigest, taker } from './rows.ts'
import type { OneTimeRow, Sqlite } from './rows.ts'
import { consentKeeper } from './consents.ts'

type RequestRow = OneTimeRow & {
  readonly session: Digest
  readonly redirect_uri: string
  readonly state: string | null
}

/** Consent requests, and the codes they are answered with. Taking a code is in `tokens.ts`, with what comes of it. */
export function codeRows(sqlite: Sqlite): Pick<Store, 'saveRequest' | 'takeRequest' | 'saveCode'> {
  const { db, write, now } = sqlite
  const insertRequest = db.prepare(
    `INSERT INTO requests (digest, expires_at, appid, user_id, scope, flow, component, session, redirect_uri, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const takeRequest = taker<RequestRow>(db, 'requests')
  const insertCode = codeInsert(sqlite)
  return {
    saveRequest: ({ digest, lifetimeMs, session, authorization, target }) =>
      write(() => {
        const { appid, userId, scope, flow, component = null } = authorization
        const { redirectUri, state = null } = target
        const end = now() + lifetimeMs
        return Number(
          insertRequest.run(digest, end, appid, userId, scope, flow, component, session, redirectUri, state)
            .lastInsertRowid,
        )
      }),
    takeRequest: ({ session, code, persona, ...presented }) =>
      write(() => {
        const row = takeRequest(presented, (found) => sameDigest(found.session, session), now())
        if ('outcome' in row) return row
        const authorization = { ...authorizationOf(row), ...(persona !== undefined && { persona }) }
        return {
          outcome: 'taken',
          authorization,
          // What was kept came from an accepted link, and comes back as it was.
          target: {
            redirectUri: row.redirect_uri,
            ...(row.state !== null && { state: row.state }),
            ...(row.component !== null && { appid: row.appid }),
          } as ReturnTarget,
          ...(code !== undefined && { codeLocator: insertCode(code, authorization, 'asked') }),
        }
      }),
    saveCode: (code) => write(() => insertCode(code, code.authorization, code.consent)),
  }
}

type InsertCode = (code: Lasting, authorization: Authorization, consent: ConsentForm | undefined) => number

/** Returns a function that keeps a code, and the consent it rests on, within the transaction of whoever calls it. */
export function codeInsert(sqlite: Sqlite): InsertCode {
  const insert = sqlite.db.prepare(
    `INSERT INTO codes (digest, expires_at, appid, user_id, scope, flow, component, persona)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const keepConsent = consentKeeper(sqlite)
  return ({ digest, lifetimeMs }, authorization, consent) => {
    const { appid, userId, scope, flow, component = null, persona = null } = authorization
    const end = sqlite.now() + lifetimeMs
    if (consent !== undefined) keepConsent(authorization, consent)
    return Number(insert.run(digest, end, appid, userId, scope, flow, component, persona).lastInsertRowid)
  }
}
