import type { DatabaseSync } from 'node:sqlite'
import type { Identity, IdentityKey } from '@weauth/client'
import { identityText } from '@weauth/client'

/**
 * An account may be known by many keys; a key belongs to one account, which the database sees to. A unionid holds within one open-platform
 * account 开放平台账号: a site that uses several of them needs a table for each.
 */
export const schema = `
  CREATE TABLE IF NOT EXISTS account (id INTEGER PRIMARY KEY, created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP) STRICT;
  CREATE TABLE IF NOT EXISTS account_key (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (id)
  ) STRICT;
`

/** The keys of one login belong to several accounts. Which of them the user keeps is for a person to decide: nothing was changed. */
export class AccountConflictError extends Error {
  readonly accountIds: readonly number[]
  constructor(accountIds: readonly number[]) {
    super(`the keys of this login belong to ${accountIds.length} accounts: ${accountIds.join(', ')}`)
    this.name = 'AccountConflictError'
    this.accountIds = accountIds
  }
}

/**
 * The id of the account that a login belongs to: found by any of its keys, or made; keys it did not have yet are attached. All of it
 * happens or nothing does.
 *
 * @throws {AccountConflictError} when the keys lead to more than one account.
 */
export function findOrCreateAccount(db: DatabaseSync, { keys }: Identity): number {
  // IMMEDIATE takes the write lock before the first look: of two logins at once, the second sees the account the first one made.
  db.exec('BEGIN IMMEDIATE')
  try {
    const owners = [...new Set(keys.flatMap((key) => ownerOf(db, key)))]
    if (owners.length > 1) throw new AccountConflictError(owners)
    const id = owners[0] ?? Number(db.prepare('INSERT INTO account DEFAULT VALUES').run().lastInsertRowid)
    for (const key of keys) attach(db, id, key)
    db.exec('COMMIT')
    return id
  } catch (error) {
    db.exec('ROLLBACK')
    throw error
  }
}

function ownerOf(db: DatabaseSync, key: IdentityKey): readonly number[] {
  const row = db.prepare('SELECT account_id FROM account_key WHERE key = ?').get(identityText(key))
  return row ? [Number(row['account_id'])] : []
}

function attach(db: DatabaseSync, id: number, key: IdentityKey): void {
  const text = identityText(key)
  db.prepare('INSERT INTO account_key (key, kind, account_id) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING').run(
    text,
    key.kind,
    id,
  )
}
