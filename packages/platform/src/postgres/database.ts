import type postgres from 'postgres'

/** A row as the driver gives it; whoever selects names its columns. */
type Row = Readonly<Record<string, unknown>>

/** A value for a parameter. Every parameter of our statements says its type (`$2::bytea`): nothing is left to be guessed. */
type Value = string | number | boolean | Uint8Array | null

/** Runs one statement, prepared once for each connection. `T` is a row of what it returns. */
export type Query = <T extends Row>(text: string, values: readonly Value[]) => Promise<readonly T[]>

/** A pool of connections, with a limit to every wait. */
export type Database = {
  /** One statement, a transaction of its own: one round trip. */
  readonly query: Query
  /** Several statements on one connection, committed together; undone when `work` throws. */
  readonly transaction: <T>(work: (query: Query) => Promise<T>) => Promise<T>
  /** Waits for what was asked, then closes. */
  readonly close: () => Promise<void>
}

/** How long the server works on a statement, waiting for locks included. */
const statementMs = 3000
/** How many statements may be under way: what the connections hold, so that none waits in the driver for one that never comes. */
const most = 900
/** How long nothing is asked of a server that cannot be reached. */
const pauseMs = 250

async function loadDriver(): Promise<typeof postgres> {
  try {
    return (await import('postgres')).default
  } catch (cause) {
    throw new Error('the driver is missing: npm install postgres@3.4.9', { cause })
  }
}

/** Opens a pool; nothing is connected before the first statement. */
export async function openDatabase(url: string, password?: string): Promise<Database> {
  const driver = await loadDriver()
  const sql = driver(url, {
    ...(password !== undefined && { password }),
    connection: {
      application_name: 'weauth',
      statement_timeout: statementMs,
      idle_in_transaction_session_timeout: statementMs,
    },
    // We use no arrays. The driver asks for their types by itself, and when that connection is killed nobody hears of it but the process.
    fetch_types: false,
    connect_timeout: 2,
    // A server that comes back is found again within a second.
    backoff: () => pauseMs / 1000,
    onnotice: () => {},
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
  })
  const { guard } = watch()
  let underWay = 0
  let pausedUntil = 0
  let isClosed = false
  let whenIdle: (() => void) | undefined

  async function asked<T>(start: () => PromiseLike<T>): Promise<T> {
    if (isClosed) throw new Error('the store is closed')
    if (underWay >= most) throw new Error('the database has more to do than it can')
    if (performance.now() < pausedUntil) throw new Error('the database cannot be reached')
    underWay += 1
    try {
      return await guard(start())
    } catch (error) {
      if (isUnreachable(error)) pausedUntil = performance.now() + pauseMs
      throw error
    } finally {
      underWay -= 1
      if (underWay === 0) whenIdle?.()
    }
  }

  return {
    query: (text, values) => asked(() => run(sql, text, values)),
    transaction: <T>(work: (query: Query) => Promise<T>) =>
      asked(() => sql.begin((held) => work((text, values) => run(held, text, values))) as Promise<T>),
    async close() {
      isClosed = true
      if (underWay > 0) await new Promise<void>((resolve) => (whenIdle = resolve))
      await sql.end({ timeout: 1 })
    },
  }
}

const run = <T extends Row>(sql: postgres.ISql, text: string, values: readonly Value[]): Promise<readonly T[]> =>
  sql.unsafe<T[]>(text, [...values], { prepare: true })

/** Whether a connection could not be made; one that broke says nothing about the others. 57P03: the server is starting or stopping. */
function isUnreachable(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'CONNECT_TIMEOUT', '57P03'].includes(String(code))
}

const lookMs = 300
/** After so many looks at which nobody has been answered, the server is taken for gone: about a second. */
const looksInVain = 3
/** After so many looks one statement is given up: a little later than the server would. */
const mostLooks = 14

type Waiting = { looks: number; readonly giveUp: (error: Error) => void }

/**
 * Gives up what a network has swallowed; what became of it is not known then. Looks are counted, and not the time: a process that was busy
 * for a second has not listened.
 */
function watch(): { guard: <T>(work: PromiseLike<T>) => Promise<T> } {
  const waiting = new Set<Waiting>()
  let timer: NodeJS.Timeout | undefined
  let [answers, seen, inVain] = [0, 0, 0]

  function look(): void {
    inVain = answers === seen ? inVain + 1 : 0
    seen = answers
    for (const one of waiting) {
      one.looks += 1
      if (one.looks >= mostLooks || Math.min(one.looks, inVain) >= looksInVain) {
        one.giveUp(new Error('the database does not answer'))
      }
    }
  }

  return {
    async guard(work) {
      const { promise, reject: giveUp } = Promise.withResolvers<never>()
      const one = { looks: 0, giveUp }
      if (waiting.size === 0) timer = setInterval(look, lookMs)
      waiting.add(one)
      try {
        const result = await Promise.race([work, promise])
        answers += 1
        return result
      } finally {
        waiting.delete(one)
        if (waiting.size === 0) clearInterval(timer)
      }
    },
  }
}
