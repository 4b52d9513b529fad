import type { Finding, PageErrorId, ReturnTarget } from '@weauth/protocol'
import { buildRedirect, pageErrors } from '@weauth/protocol'
import type { Context } from './context.ts'
import type { PageLanguage, PageModel } from './html/index.ts'
import type { NoticeName } from './pages/index.ts'
import { errorPage, notice, noticePage } from './pages/index.ts'
import { doctorUrl } from './doctor-url.ts'
import type { Trace } from './trace.ts'
import type { Reply, WireRequest } from './http/index.ts'
import { isCrossSite } from './users/index.ts'
import { guardHeaders, pageReply, readForm, textReply } from './http/index.ts'

// To show a page and to send the browser back to the business are two answers that do not mix: a redirect is built from a target that only
// an accepted link yields, so whatever a rule refuses can be nothing but a page.

/** The language of a page: the first of Chinese and English that the browser asks for, else Chinese. */
function pageLanguage(request: WireRequest): PageLanguage {
  const asked = (request.header('accept-language') ?? '').toLowerCase().split(',')
  return asked
    .find((one) => /^\s*(?:zh|en)\b/.test(one))
    ?.trim()
    .startsWith('en')
    ? 'en'
    : 'zh'
}

type PageOptions = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** What the browser asks for by default. */
  readonly lang?: PageLanguage
  /** Whether other sites may frame it: those of qrconnect alone, on which nothing is agreed to. */
  readonly framed?: boolean
}

/** Renders a page for the one who asks, with a nonce of its own. */
export function showPage(
  request: WireRequest,
  context: Context,
  render: (model: PageModel) => string,
  { status = 200, headers = {}, lang = pageLanguage(request), framed = false }: PageOptions = {},
): Reply {
  const nonce = Buffer.from(context.random(16)).toString('base64url')
  return pageReply(status, nonce, render({ lang, nonce }), headers, framed ? '*' : "'none'")
}

/** A page of one message. */
export function showNotice(
  name: NoticeName,
  request: WireRequest,
  context: Context,
  { detail, ...options }: PageOptions & { readonly detail?: string } = {},
): Reply {
  const render = (model: PageModel): string => noticePage({ ...model, ...notice(name, model.lang), detail })
  return showPage(request, context, render, options)
}

/**
 * The page 「该链接无法访问」 with WeChat's own text; in development also the finding, on the page and as a header.
 * HTTP 200 as far as anyone has seen; the real status is not established.
 */
export function showError(
  finding: Finding<PageErrorId>,
  request: WireRequest,
  context: Context,
  trace: Trace,
  options: Pick<PageOptions, 'lang' | 'framed'> = {},
): Reply {
  const error = pageErrors[finding.verdict]
  trace.outcome = `page ${error.code ?? error.text}`
  if (finding.verdict === 'open-in-wechat') return showNotice('outsideWechat', request, context)
  const link = `${request.host}${request.path}?${request.query}`
  // What stood behind # never came here: the advice about it would be of no use.
  const doctor = doctorUrl(`${context.publicUrl()}${request.path}?${request.query}#wechat_redirect`)
  const development = context.mode === 'development' ? { finding, link, doctorUrl: doctor } : undefined
  const render = (model: PageModel): string =>
    errorPage({ ...model, text: error.text, code: error.code, meaning: error.meaning, development })
  return showPage(request, context, render, {
    ...options,
    headers: development ? { 'x-weauth-finding': finding.rule } : {},
  })
}

/** Sends the browser back to the business: with a code after consent, without one after a refusal. */
export function redirectBack(
  status: 302 | 303,
  target: ReturnTarget,
  code: string | undefined,
  context: Context,
): Reply {
  const location = buildRedirect(target, code, context.behaviours)
  return { status, headers: { ...guardHeaders, 'referrer-policy': 'no-referrer', location }, body: '' }
}

/** The form that one of our own pages has posted; else what to answer: another site may not post it, and none is that long. */
export async function postedForm(
  request: WireRequest,
  context: Context,
): Promise<{ readonly form: URLSearchParams } | { readonly refusal: Reply }> {
  if (isCrossSite(request, context)) {
    return { refusal: showNotice('forbidden', request, context, { status: 403, detail: 'Origin' }) }
  }
  const body = await readForm(request)
  return body === undefined ? { refusal: textReply(413, 'Content Too Large') } : { form: new URLSearchParams(body) }
}

/** What happens after a refusal. */
export function refuse(
  status: 302 | 303,
  target: ReturnTarget,
  request: WireRequest,
  context: Context,
  trace: Trace,
): Reply {
  trace.outcome = 'refused'
  return context.behaviours['refusal-redirect']
    ? redirectBack(status, target, undefined, context)
    : showNotice('refused', request, context)
}
