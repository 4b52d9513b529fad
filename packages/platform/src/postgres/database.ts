import type postgres from 'postgres'

/** A row as the driver gives it; whoever selects names its columns. */
type Row = Readonly<Record<string, unknown>>

/** A value for a parameter. Every parameter of our statements says its type (`$2::bytea`): nothing is left to be guessed. */
export type Value = string | number | boolean | Uint8Array | null

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

/** How often a waiting statement looks whether the database says anything to anyone; at the third look in vain it gives up, unsent. */
const lookMs = 300
const looksInVain = 3
/** How long the server works on a statement, waiting for locks included. */
const statementMs = 3000
/** How long an answer is waited for, on a network that swallows it. What became of the statement is not known then. */
const answerMs = 4000

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
    connect_timeout: 2,
    // A server that comes back is found again within a second.
    backoff: () => 0.25,
    onnotice: () => {},
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
  })
  const run = runner()
  const pending = new Set<Promise<unknown>>()
  let isClosed = false

  function tracked<T>(start: () => Promise<T>): Promise<T> {
    if (isClosed) return Promise.reject(new Error('the store is closed'))
    const result = start()
    const settled = result.catch(() => {}).finally(() => pending.delete(settled))
    pending.add(settled)
    return result
  }

  return {
    query: (text, values) => tracked(() => run(sql, text, values)),
    transaction: (work) =>
      // The driver's type of the result undoes promises; ours has none in it.
      tracked(() =>
        within(
          answerMs,
          sql.begin((held) => work((text, values) => run(held, text, values))),
        ),
      ) as ReturnType<typeof work>,
    async close() {
      isClosed = true
      await Promise.all(pending)
      await sql.end({ timeout: 1 })
    },
  }
}

type Run = <T extends Row>(sql: postgres.ISql, text: string, values: readonly Value[]) => Promise<readonly T[]>

/** Runs statements; one that has waited for its turn and cannot hope for it, because no other is answered either, gives up. */
function runner(): Run {
  let answers = 0
  return async (sql, text, values) => {
    const query = sql.unsafe<never>(text, [...values], { prepare: true }).execute()
    const answered = within(answerMs, query)
    let [seen, inVain] = [answers, 0]
    // Looks are counted, and not the time: a process that was busy for a second has not listened.
    const look = setInterval(() => {
      inVain = answers === seen ? inVain + 1 : 0
      seen = answers
      // The driver sets `state` when it sends.
      if (inVain >= looksInVain && (query as { state?: unknown }).state === null) query.cancel()
    }, lookMs)
    try {
      const rows = await answered
      answers += 1
      return rows
    } finally {
      clearInterval(look)
    }
  }
}

async function within<T>(ms: number, work: PromiseLike<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer of the database within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
