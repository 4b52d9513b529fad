/** A request as the endpoints see it, whichever adapter it came through. */
export type WireRequest = {
  readonly method: string
  /** Path without the host prefix (`/open.weixin.qq.com`) it may have been called under. */
  readonly path: string
  /** The raw query, without `?`. */
  readonly query: string
  /** The host that was asked, with its port if any. */
  readonly host: string
  /** A header by its lower-case name. */
  readonly header: (name: string) => string | undefined
  /** The body as text, or nothing when it is over {@link longestBody} or did not come to its end. */
  readonly body: () => Promise<string | undefined>
  /** The peer's address; absent in-process. */
  readonly remoteAddress?: string | undefined
  /** Whom a trusted proxy asks for, else the peer; absent in-process. */
  readonly clientAddress?: string | undefined
}

/** What an endpoint answers. */
export type Reply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** Longest body in bytes that any endpoint reads. */
export const longestBody: number = 16 * 1024

/** A page may be cached nowhere, framed nowhere, and tells no one where its reader goes next. */
export const guardHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // «same-origin» and not «no-referrer»: that would make browsers send `Origin: null` with our own forms.
  'referrer-policy': 'same-origin',
}

/** A plain sentence, for what never reaches an endpoint. */
export function textReply(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { ...guardHeaders, 'content-type': 'text/plain; charset=utf-8', ...headers }, body }
}

/**
 * A page that runs only its own nonced style and script. `formAction` is left open where a form's answer redirects to the business.
 * `framedBy` is who may frame it: nobody, unless said otherwise.
 */
export function pageReply(
  status: number,
  nonce: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
  framedBy: "'none'" | '*' = "'none'",
): Reply {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; img-src 'self' data:; base-uri 'none'; frame-ancestors ${framedBy}`
  return {
    status,
    headers: {
      ...guardHeaders,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      ...headers,
    },
    body,
  }
}

/** The body of a form post as text, empty for any other body; nothing when it is too long. */
export async function readForm(request: WireRequest): Promise<string | undefined> {
  const type = (request.header('content-type') ?? '').toLowerCase()
  const isForm = request.method === 'POST' && type.startsWith('application/x-www-form-urlencoded')
  const body = await request.body()
  return body === undefined || isForm ? body : ''
}
