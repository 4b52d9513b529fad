import { isRefusal } from '../authorize/callback.ts'
import { excerpt } from '../authorize/rule.ts'
import { identifierFormats } from '../identifiers.ts'
import { decodeComponent } from '../query.ts'
import type { Bilingual } from '../source.ts'
import { assumed, community, computed, seed } from '../source.ts'
import type { Masked } from '../mistakes/mask.ts'
import type { Advice } from '../mistakes/mistake.ts'
import type { Span, Piece, SplitLink } from '../mistakes/split-link.ts'
import { note } from './notes.ts'
import type { Diagnosis, DoctorFinding } from './report.ts'
import { partsOf, splitLink } from '../mistakes/split-link.ts'

// An address at which a login came back: `https://…/callback?code=…&state=…`.

type Came = {
  readonly link: SplitLink
  readonly codes: readonly Piece[]
  readonly states: readonly Piece[]
  readonly masked: readonly Masked[]
}

type Check = Advice & {
  readonly find: (came: Came) => { readonly given: string; readonly expected?: string; readonly span: Span } | undefined
}

const codeTwice: Check = {
  id: 'callback-code-twice',
  source: community('umijs/umi#727; oCJUswxerwYo…: two codes in one URL'),
  hint: {
    zh: '有两个 code：redirect_uri 本来就带着一个旧的。取错就是 40029；把它从 redirect_uri 去掉',
    en: 'two codes: redirect_uri brought an old one along. The wrong one gives 40029; take it out of redirect_uri',
  },
  find: ({ codes }) => codes[1] && { given: `code × ${codes.length}`, expected: 'code × 1', span: codes[1].nameSpan },
}

const stateTwice: Check = {
  id: 'callback-state-twice',
  source: assumed('which of two counts differs between parsers'),
  hint: {
    zh: '有两个 state：redirect_uri 自带一个，或浏览器改过地址。不要接受这样的回调',
    en: 'two states: one was in redirect_uri, or a browser changed the address. Do not accept such a callback',
  },
  find: ({ states }) =>
    states[1] && { given: `state × ${states.length}`, expected: 'state × 1', span: states[1].nameSpan },
}

const stateMissing: Check = {
  id: 'callback-state-missing',
  source: assumed('RFC 6749 section 10.12'),
  hint: {
    zh: '没有 state：无法知道这次登录是不是这个浏览器发起的（CSRF）',
    en: 'without a state nobody knows whether this browser began the login (CSRF)',
  },
  find: ({ link: { text, query, fragment }, states: [state] }) =>
    (state && state.raw !== '') || /[?&#/]state=./.test(text.slice(fragment.start))
      ? undefined
      : { given: '—', expected: 'state=…', span: { start: query.end, end: query.end } },
}

const behindHash: Check = {
  id: 'callback-behind-hash',
  source: community('HADB/GetWeixinCode#36'),
  hint: {
    zh: 'code 或 state 在 # 之后：服务器收不到。微信总是加在 # 之前，这是前端改过的地址',
    en: 'code or state stands behind the #, where no server sees it. WeChat puts it before: something on the page moved it',
  },
  find({ link: { text, fragment } }) {
    const match = /(?:^|[?&#/])(code|state)=/.exec(text.slice(fragment.start))
    const start = fragment.start + (match?.index ?? 0)
    return match ? { given: `#…${match[0]}`, span: { start, end: start + match[0].length } } : undefined
  },
}

const hashRoute: Check = {
  id: 'callback-hash-route',
  source: community('developers.weixin.qq.com/community 00062eb12089c89e…'),
  hint: {
    zh: 'code 在 # 之前，前端路由（# 之后）读不到：用 location.search 读，或让服务器接收',
    en: 'the code stands before the #, where a hash router does not look: read location.search, or let the server take it',
  },
  find: ({ link: { text, fragment, query }, codes }) =>
    codes.length > 0 && fragment.start > query.end && /^[!/]/.test(text.slice(fragment.start))
      ? { given: `#${excerpt(text.slice(fragment.start))}`, span: fragment }
      : undefined,
}

const codeForm: Check = {
  id: 'callback-code-form',
  source: computed('9 samples, 2017 to 2024'),
  hint: {
    zh: 'code 的样子不像微信给的（32 个字母或数字）：是否被截断、改了大小写或重新编码？',
    en: 'the code does not look like one of WeChat’s (32 letters and digits): was it cut, changed in case or encoded again?',
  },
  find({ codes: [code], masked }) {
    // It is masked by now; what it looked like is known still.
    const value = code && masked.find(({ start }) => start === code.valueSpan.start)
    return code && value && value.looksLike !== 'code'
      ? {
          given: `${value.end - value.start}`,
          expected: identifierFormats.code.meaning.en,
          span: code.valueSpan,
        }
      : undefined
  },
}

const overHttp: Check = {
  id: 'callback-http',
  source: seed('跳转回调redirect_uri,应当使用https链接来确保授权code的安全性'),
  hint: { zh: '回调走 http，code 会被窃听', en: 'over http the code can be overheard' },
  find: ({ link: { text } }) =>
    /^http:\/\/(?!localhost|127\.|\[::1\])/i.test(text)
      ? { given: 'http', expected: 'https', span: { start: 0, end: 'http'.length } }
      : undefined,
}

/** Everything that is looked for in a callback. */
export const callbackChecks: readonly Check[] = [
  codeTwice,
  stateTwice,
  stateMissing,
  behindHash,
  hashRoute,
  codeForm,
  overHttp,
]

function findingOf(check: Check, came: Came): DoctorFinding[] {
  const found = check.find(came)
  return found ? [note(check, 'warning', found.given, found)] : []
}

const refused: Bilingual = {
  zh: '回调，没有 code：用户拒绝了授权，或这个地址是手工打开的',
  en: 'a callback without a code: the user refused, or somebody opened the address by hand',
}
const agreed: Bilingual = {
  zh: '回调：用户已授权。code 只能用一次，5 分钟内由服务器换取；刷新、返回或转发这个地址都会得到 40163 或 40029',
  en: 'a callback: the user agreed. Its code is good for one use within five minutes, by the server; reloading, going back to or sharing this address gives 40163 or 40029',
}
const unseen: Bilingual = {
  zh: '回调，code 在 # 之后：服务器收不到它',
  en: 'a callback whose code stands behind the #: the server does not get it',
}
const forAccount: Bilingual = {
  zh: '。带 appid：由第三方平台代公众号发起',
  en: '. It carries an appid: a third-party platform asked for the account',
}

/** Whether a URL looks like a callback. */
export const isCallback = ({ pieces, text, fragment }: SplitLink): boolean =>
  pieces.some(({ name }) => name === 'code' || name === 'state') ||
  /(?:^|[?&#/])(?:code|state)=/.test(text.slice(fragment.start))

/** Diagnoses a callback that came back. */
export function judgeCallback(
  text: string,
  masked: readonly Masked[],
): Pick<Diagnosis, 'kind' | 'summary' | 'findings' | 'parts'> {
  const link = splitLink(text)
  const [codes, states] = (['code', 'state'] as const).map((wanted) =>
    link.pieces.filter(({ name }) => name === wanted),
  )
  const came: Came = { link, masked, codes: codes ?? [], states: states ?? [] }
  const hasCode = came.codes.some(({ raw }) => !isRefusal(decodeComponent(raw)))
  const isBehindHash = /(?:^|[?&#/])code=./.test(text.slice(link.fragment.start))
  const summary = hasCode ? agreed : isBehindHash ? unseen : refused
  const isForAccount = link.pieces.some(({ name, raw }) => name === 'appid' && raw !== '')
  return {
    kind: 'callback',
    summary: isForAccount ? { zh: summary.zh + forAccount.zh, en: summary.en + forAccount.en } : summary,
    findings: callbackChecks.flatMap((check) => findingOf(check, came)),
    parts: partsOf(link),
  }
}
