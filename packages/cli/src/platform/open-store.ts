import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Store } from '@weauth/platform'
import { openPostgresStore, openSqliteStore, systemClock } from '@weauth/platform'
import type { Bilingual } from '@weauth/protocol'
import type { PlatformSettings } from './options.ts'
import { readDatabasePassword } from '../secret.ts'
import { runError } from '../user-error.ts'

/** Where everything is kept: a file, a database, or nothing for memory. */
type Keeping = Pick<PlatformSettings, 'dataFile' | 'databaseUrl'>

/** The store that the settings ask for; none for memory, where the platform makes its own. */
export async function openStore({ dataFile, databaseUrl }: Keeping): Promise<{ store?: Store }> {
  if (databaseUrl !== undefined) return { store: await openDatabase(databaseUrl) }
  if (dataFile === undefined) return {}
  try {
    mkdirSync(dirname(dataFile), { recursive: true })
    return { store: openSqliteStore({ path: dataFile, clock: systemClock }) }
  } catch (error) {
    throw refused(dataFile, error, {
      zh: '检查该目录是否可写，或用 --data 另选一个；只作试用可用 --memory',
      en: 'check the folder, or name another with --data; for a trial --memory will do',
    })
  }
}

async function openDatabase(url: string): Promise<Store> {
  const password = readDatabasePassword(url)
  try {
    const store = await openPostgresStore({ url, ...password })
    await checkSkew(store)
    return store
  } catch (error) {
    throw refused(withoutPassword(url), error, {
      zh: '检查地址、口令与数据库是否在运行；口令取自 PGPASSWORD 或 PGPASSWORD_FILE',
      en: 'check the URL and that the database runs; the password comes from PGPASSWORD or PGPASSWORD_FILE',
    })
  }
}

const skewToTellMs = 2000
const skewToRefuseMs = 30_000

/** Expiry goes by the database's clock. A machine that is far from it is set wrong, and its tickets and cookies with it. */
async function checkSkew(store: Store): Promise<void> {
  const before = systemClock.now()
  const skewMs = (await store.now()) - (before + systemClock.now()) / 2
  const seconds = Math.round(Math.abs(skewMs) / 100) / 10
  if (Math.abs(skewMs) > skewToRefuseMs) {
    await store.close()
    throw new Error(`this machine's clock and the database's are ${seconds} s apart`)
  }
  if (Math.abs(skewMs) > skewToTellMs) {
    process.stderr.write(`weauth: this machine's clock and the database's are ${seconds} s apart\n`)
  }
}

/** A database URL as it may be shown. */
export function withoutPassword(text: string): string {
  const url = new URL(text)
  url.password = ''
  return url.href
}

function refused(place: string, error: unknown, next: Bilingual): Error {
  const reason = reasonOf(error)
  const what = { zh: `无法在 ${place} 中保存数据：${reason}`, en: `cannot keep data in ${place}: ${reason}` }
  return runError(what, next, error)
}

/** The innermost reason: the store wraps that of its database. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message
}
