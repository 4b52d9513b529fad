import { DatabaseSync } from 'node:sqlite'

// One table per kind of secret: a code can never be found where a token is looked for. AUTOINCREMENT: a locator is never used again,
// not even after a purge. A grant takes over the locator of its code, so the primary key itself refuses a second grant of one code.
// There are no foreign keys between secrets: deleting a grant would look for its tokens through an index that every login pays for.
// Instead a grant knows when the last of its tokens ends (`ends_at`), and is not purged earlier.
const tables = `
  CREATE TABLE apps (appid TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
  CREATE TABLE users (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
  CREATE TABLE requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest BLOB NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER,
    appid TEXT NOT NULL, user_id TEXT NOT NULL, scope TEXT NOT NULL, flow TEXT NOT NULL,
    session BLOB NOT NULL, redirect_uri TEXT NOT NULL, state TEXT
  ) STRICT;
  CREATE TABLE codes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest BLOB NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER,
    appid TEXT NOT NULL, user_id TEXT NOT NULL, scope TEXT NOT NULL, flow TEXT NOT NULL
  ) STRICT;
  CREATE TABLE grants (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL, expires_at INTEGER NOT NULL, ends_at INTEGER NOT NULL,
    generation INTEGER NOT NULL, access_id INTEGER NOT NULL,
    appid TEXT NOT NULL, user_id TEXT NOT NULL, scope TEXT NOT NULL, flow TEXT NOT NULL
  ) STRICT;
  CREATE TABLE access_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest BLOB NOT NULL, expires_at INTEGER NOT NULL, grant_id INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE app_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest BLOB NOT NULL, expires_at INTEGER NOT NULL, appid TEXT NOT NULL
  ) STRICT;
`

// Expiries grow as the rows do, so these indexes are appended to and cost an insert little. The last serves the overlap of app tokens.
const indexes = `
  CREATE INDEX requests_by_end ON requests (expires_at);
  CREATE INDEX codes_by_end ON codes (expires_at);
  CREATE INDEX grants_by_end ON grants (ends_at);
  CREATE INDEX access_tokens_by_end ON access_tokens (expires_at);
  CREATE INDEX app_tokens_by_end ON app_tokens (expires_at);
  CREATE INDEX app_tokens_by_app ON app_tokens (appid, expires_at);
`

/**
 * What each version of the schema adds to the one before, as SQL; a new file goes through all of them. Their number is the version this
 * code writes, kept in the file as PRAGMA user_version. What has been released stands as it is.
 */
export const steps: readonly string[] = [
  `${tables}${indexes}`,
  // Of stable tokens alone.
  'ALTER TABLE app_tokens ADD COLUMN salt BLOB',
  // The third-party platform that asked, if one did.
  `ALTER TABLE requests ADD COLUMN component TEXT;
  ALTER TABLE codes ADD COLUMN component TEXT;
  ALTER TABLE grants ADD COLUMN component TEXT`,
  // One row for each quota of an app, and no more with time: none has to be purged.
  `CREATE TABLE quotas (
    appid TEXT NOT NULL, name TEXT NOT NULL,
    ends_at INTEGER NOT NULL, used INTEGER NOT NULL, last_at INTEGER NOT NULL,
    PRIMARY KEY (appid, name)
  ) STRICT`,
  // As whom a user appears, what users let apps know, and what they ended: all codes, and the grants that came of them, up to a locator.
  // One row for each user and app, with no app for the whole user: none has to be purged, and no login pays for an index by user.
  `ALTER TABLE codes ADD COLUMN persona TEXT;
  ALTER TABLE grants ADD COLUMN persona TEXT;
  CREATE TABLE consents (
    user_id TEXT NOT NULL, appid TEXT NOT NULL,
    given_at INTEGER NOT NULL, asked_at INTEGER, persona TEXT,
    PRIMARY KEY (user_id, appid)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE ends (
    user_id TEXT NOT NULL, appid TEXT NOT NULL,
    reason TEXT NOT NULL, up_to INTEGER NOT NULL,
    PRIMARY KEY (user_id, appid)
  ) STRICT, WITHOUT ROWID`,
  // Counts the saves of apps and users: by it a process sees what others saved.
  `ALTER TABLE apps ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE users ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
  CREATE INDEX apps_by_version ON apps (version);
  CREATE INDEX users_by_version ON users (version)`,
  // `digest` is the browser's secret, `scan` the picture's. Who scanned comes with the scan, the code when the browser fetches it.
  `CREATE TABLE qr_logins (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest BLOB NOT NULL, scan BLOB NOT NULL, expires_at INTEGER NOT NULL, status TEXT NOT NULL,
    appid TEXT NOT NULL, scope TEXT NOT NULL, flow TEXT NOT NULL, redirect_uri TEXT NOT NULL, state TEXT,
    session BLOB, user_id TEXT, code_id INTEGER
  ) STRICT;
  CREATE INDEX qr_logins_by_end ON qr_logins (expires_at)`,
]

function migrate(db: DatabaseSync): void {
  // The lock comes before the look: of several processes starting on a new file, one creates the tables and the others find them.
  db.exec('BEGIN IMMEDIATE')
  try {
    const found = Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
    if (found > steps.length) {
      throw new Error(`written by a newer weauth: its schema is ${found}, this version knows ${steps.length}`)
    }
    for (const step of steps.slice(found)) db.exec(step)
    if (found < steps.length) db.exec(`PRAGMA user_version = ${steps.length}`)
    db.exec('COMMIT')
  } finally {
    if (db.isTransaction) db.exec('ROLLBACK')
  }
}

const patienceMs = 5000

/** Puts the file in WAL mode. SQLite asks no busy handler when two processes switch, or one closes meanwhile, so this waits by itself. */
function writeAhead(db: DatabaseSync): unknown {
  const clock = new Int32Array(new SharedArrayBuffer(4))
  for (let waited = 0; ; waited += 10) {
    try {
      return db.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode']
    } catch (error) {
      const busy = error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === 5
      if (!busy || waited >= patienceMs) throw error
      Atomics.wait(clock, 0, 0, 10)
    }
  }
}

/** Opens a file or `:memory:` and brings it to the schema. Throws an Error that names the file and says what is wrong with it. */
export function openDatabase(path: string): DatabaseSync {
  let db: DatabaseSync | undefined
  try {
    // The timeout comes before any pragma: without it, processes starting together on a new file fail at journal_mode (34 of 120).
    db = new DatabaseSync(path, { timeout: patienceMs })
    const journal = writeAhead(db)
    if (journal !== 'wal' && path !== ':memory:') throw new Error('its file system does not carry a write-ahead log')
    db.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
    migrate(db)
    return db
  } catch (cause) {
    db?.close()
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`Cannot use ${path} as the store: ${reason}. 无法使用该文件保存数据。`, { cause })
  }
}
