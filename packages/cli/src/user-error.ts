import type { Bilingual } from '@weauth/protocol'

/** A mistake of the user or a refusal of the machine: told in a sentence with the next step, never as a stack trace. */
export class UserError extends Error {
  /** What to do about it. */
  readonly next: Bilingual
  /** What happened, without a full stop. */
  readonly what: Bilingual
  /** 2 when the command was given wrongly, 1 when it could not be carried out, 126 and 127 as shells use them. */
  readonly exitCode: number

  constructor(exitCode: number, what: Bilingual, next: Bilingual, options?: ErrorOptions) {
    super(what.en, options)
    this.exitCode = exitCode
    this.what = what
    this.next = next
  }
}

/** The error of a command given wrongly. */
export const usageError = (what: Bilingual, next: Bilingual): UserError => new UserError(2, what, next)

/** The error of a command that could not be carried out. */
export const runError = (what: Bilingual, next: Bilingual, cause?: unknown): UserError =>
  new UserError(1, what, next, { cause })
