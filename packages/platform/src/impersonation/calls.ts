import { qrPicturePath } from '@weauth/protocol'

// What is told of a call: never a query, a body or a header but the user agent, for those carry secrets.

/** One request that was meant for WeChat and came here. */
export type Call = {
  /** When it was answered, milliseconds since 1970. */
  readonly atMs: number
  /** How long the answer took, in milliseconds. */
  readonly durationMs: number
  /** One of WeChat's names, without a port. */
  readonly host: string
  readonly method: string
  /** Without its query, nor the identity of a QR login. */
  readonly path: string
  /** 499 when the caller went away before it was answered. */
  readonly status: number
  /** WeChat's own code, where the answer carries one. */
  readonly errcode: number | undefined
  /** The rule that an authorize link broke, as a platform in development tells it. */
  readonly finding: string | undefined
  readonly userAgent: string | undefined
  /** The port the caller called from: who it was can be looked up while it lives. */
  readonly callerPort: number
}

/** The path of a request as it may be told: whoever knows a QR login's identity can take its code. */
export function shownPath(path: string): string {
  const bare = path.replace(/\?.*$/s, '')
  return bare.startsWith(qrPicturePath) ? `${qrPicturePath}…` : bare
}

/** The errcode of an answer, if its body is JSON that begins with one, as WeChat's do. */
export function errcodeOf(body: string): number | undefined {
  const match = /^\s*\{\s*"errcode"\s*:\s*(-?\d{1,9})\b/.exec(body)
  return match ? Number(match[1]) : undefined
}
