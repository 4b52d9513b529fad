import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openDatabase } from './schema.ts'

// Both work on a file beside the one they make, which appears whole or not at all.

/** Between the last locator of a backup and the first after its restoration: more than can have been given out in between. */
const locatorGap = 1_000_000_000
const secretTables = ['requests', 'codes', 'access_tokens', 'app_tokens', 'qr_logins']

function flush(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function checkIntegrity(db: DatabaseSync): void {
  const found = Object.values(db.prepare('PRAGMA integrity_check').get() ?? {})[0]
  if (found !== 'ok') throw new Error(`the file is damaged: ${String(found)}`)
}

/** Deletes what an attempt left: a journal would be applied to whatever file gets its name next. */
function clear(part: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${part}${end}`, { force: true })
}

/** Works on a file that is deleted when the work fails; what an interrupted attempt left of it goes first. */
function workOn<T>(part: string, work: () => T): T {
  clear(part)
  try {
    return work()
  } catch (error) {
    clear(part)
    throw error
  }
}

/**
 * Copies a store to a new file while others go on reading and writing it: a moment of it, whole and checked.
 *
 * @throws Error when there is no store, or `to` exists
 */
export function backupSqlite(path: string, to: string): void {
  const part = `${to}.part`
  workOn(part, () => copyStore(path, part, to))
}

function copyStore(path: string, part: string, to: string): void {
  const db = new DatabaseSync(path, { readOnly: true, timeout: 5000 })
  try {
    db.prepare('VACUUM INTO ?').run(part)
  } finally {
    db.close()
  }
  const copy = new DatabaseSync(part, { readOnly: true })
  try {
    checkIntegrity(copy)
  } finally {
    copy.close()
  }
  flush(part)
  // A link and not a renaming: that would replace a file that is there.
  linkSync(part, to)
  rmSync(part)
  flush(dirname(to))
}

/**
 * Makes a store of a backup. What has happened since the backup is not in it: a code that was used afterwards would be good again. So all
 * codes, consent requests and QR logins of the backup are void, and no locator is given out a second time.
 *
 * @returns how many of them were still open
 * @throws Error when the backup is damaged or of a newer weauth, or `path` exists
 */
export function restoreSqlite(from: string, path: string, now: number): number {
  for (const end of ['', '-wal', '-journal']) if (existsSync(`${path}${end}`)) throw new Error(`${path}${end} exists`)
  const part = `${path}.part`
  return workOn(part, () => makeStore(from, part, path, now))
}

function makeStore(from: string, part: string, path: string, now: number): number {
  copyFileSync(from, part, constants.COPYFILE_EXCL)
  const db = openDatabase(part)
  let ended = 0
  try {
    checkIntegrity(db)
    ended = beginEpoch(db, now)
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    db.close()
  }
  flush(part)
  renameSync(part, path)
  flush(dirname(path))
  return ended
}

function beginEpoch(db: DatabaseSync, now: number): number {
  db.exec('BEGIN IMMEDIATE')
  let ended = 0
  for (const table of ['requests', 'codes']) {
    const end = db.prepare(`UPDATE ${table} SET used_at = ? WHERE used_at IS NULL AND expires_at > ?`)
    ended += Number(end.run(now, now).changes)
  }
  // One whose code was fetched is over with that code; a refusal stays one.
  const endQrLogins = db.prepare(
    "UPDATE qr_logins SET expires_at = ? WHERE expires_at > ? AND status <> 'refused' AND code_id IS NULL",
  )
  ended += Number(endQrLogins.run(now, now).changes)
  for (const table of secretTables) {
    const moved = db.prepare('UPDATE sqlite_sequence SET seq = seq + ? WHERE name = ?').run(locatorGap, table)
    if (moved.changes === 0) db.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)').run(table, locatorGap)
  }
  db.exec('COMMIT')
  return ended
}
