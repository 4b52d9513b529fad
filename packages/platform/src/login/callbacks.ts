import type { CallbackMode, ReturnTarget } from '@weauth/protocol'
import { callbackModes } from '@weauth/protocol'
import { redirectBack, showPage } from '../answers.ts'
import { newCode } from './codes.ts'
import type { Context } from '../context.ts'
import { writeCode } from '../credentials.ts'
import { twicePage } from '../pages/index.ts'
import type { Authorization } from '../store/index.ts'
import type { Trace } from '../trace.ts'
import { isCrossSite } from '../users/index.ts'
import type { Reply, WireRequest } from '../http/index.ts'

// How a code reaches the business. WeChat promises once; what has been seen besides can be had in development, by app or by header.

/** The header of a scripted browser; and in the answer, the callback to be opened before the one of `Location`. */
const header = 'x-weauth-callback'

const crawlerAgent = 'Mozilla/5.0 (compatible; weauth crawler)'
const crawlTimeoutMs = 5000

/** What is sent back: where to, the code's text, and whose it is. */
type Sent = { readonly target: ReturnTarget; readonly code: string; readonly authorization: Authorization }

/** Sends the browser back with its code; nothing else knows that this may happen twice. */
export async function sendBack(
  status: 302 | 303,
  { target, code, authorization }: Sent,
  request: WireRequest,
  context: Context,
  trace: Trace,
): Promise<Reply> {
  const reply = redirectBack(status, target, code, context)
  const mode = modeOf(authorization, request, context)
  if (mode === 'once') return reply
  const first = reply.headers['location'] ?? ''
  trace.outcome = `callback ${mode}`
  if (mode === 'crawled') {
    crawl(first, context)
    return reply
  }
  const again =
    mode === 'same-code' ? reply : redirectBack(status, target, await anotherCode(authorization, context), context)
  // A browser opens both by a page; a program is told of both, and does as it likes.
  return request.header('sec-fetch-mode') === 'navigate'
    ? showTwice(first, again.headers['location'] ?? '', request, context)
    : { ...again, headers: { ...again.headers, [header]: first } }
}

function modeOf({ appid }: Authorization, request: WireRequest, context: Context): CallbackMode {
  if (context.mode === 'production') return 'once'
  const asked = isCrossSite(request, context) ? undefined : request.header(header)
  return callbackModes.find((one) => one === asked) ?? context.directory.app(appid)?.callbacks ?? 'once'
}

async function anotherCode(authorization: Authorization, context: Context): Promise<string> {
  const code = newCode(context)
  const locator = await context.store.saveCode({ ...code.kept, authorization })
  return writeCode({ locator, secret: code.secret })
}

/** Opens a callback from here: what comes of it is nobody's business. */
function crawl(url: string, { fetch, timeout }: Context): void {
  const init = { headers: { 'user-agent': crawlerAgent }, redirect: 'manual', signal: timeout(crawlTimeoutMs) } as const
  void fetch(url, init).then(
    (response) => response.body?.cancel(),
    () => undefined,
  )
}

function showTwice(first: string, second: string, request: WireRequest, context: Context): Reply {
  const page = showPage(request, context, (model) => twicePage({ ...model, first, second }))
  const policy = `${page.headers['content-security-policy']}; frame-src http: https:`
  return { ...page, headers: { ...page.headers, 'content-security-policy': policy, 'referrer-policy': 'no-referrer' } }
}
