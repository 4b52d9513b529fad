import type { Account, User } from './client.ts'

/** Something to do with a client. */
export type Task =
  | { readonly do: 'link' }
  | { readonly do: 'callback'; readonly query: Readonly<Record<string, string>> }
  | { readonly do: 'token' }
  | { readonly do: 'signature'; readonly url: string }
  | { readonly do: 'refresh' | 'check' | 'call five times'; readonly user: User }

/** A task, for whom and when. */
export type Order = Task & {
  /** Its file. */
  readonly client: string
  readonly account: Account
  /** Names one; it begins without cookies. */
  readonly browser: string
  readonly nowMs: number
}

/** What a client said instead of doing what it was asked for. */
export type Failure = {
  readonly name: string
  readonly code: string | undefined
  readonly message: string
  /** Everything that a log which prints the error would hold. */
  readonly inspected: string
}

/** What came of an order. */
export type Answer = { readonly value: unknown } | { readonly failure: Failure }

/** What a line of a host's output begins with that is an answer. */
export const mark = '@compat '
