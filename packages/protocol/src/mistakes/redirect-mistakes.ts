import { checkCallbackDomain } from '../authorize/callback-domain.ts'
import { callbackDomainSteps } from '../authorize/callback-match.ts'
import { excerpt } from '../authorize/rule.ts'
import { decodeComponent } from '../query.ts'
import { code, community, copied, seed } from '../source.ts'
import type { Bilingual } from '../source.ts'
import type { Caught, Examined, Mistake } from './mistake.ts'
import { pieceOf, valueIn } from './mistake.ts'
import { spanOf, splitLink } from './split-link.ts'

// Mistakes around redirect_uri: most links that cannot be opened have one.

const start = /(?<=[?&]redirect_uri=)(?=https?:\/\/)/i
const nextName =
  /&(?:appid|response_type|scope|state|component_appid|forcePopup|forceSnapShot|connect_redirect)=|#wechat_redirect/i

/** A redirect_uri that was not encoded, as far as it was meant to reach: to the next parameter of the link. */
function bareRedirectUri(text: string): { readonly from: number; readonly to: number } | undefined {
  const from = start.exec(text)?.index
  if (from === undefined) return undefined
  const tail = text.slice(from)
  // When it has a state or appid of its own, the link's is a second one, and response_type is the first name that cannot be its own.
  const isDoubled = (text.match(/[?&]state=/g)?.length ?? 0) > 1 || (text.match(/[?&]appid=/g)?.length ?? 0) > 1
  const responseType = tail.search(/&response_type=/)
  const next = isDoubled && responseType !== -1 ? responseType : tail.search(nextName)
  return { from, to: next === -1 ? text.length : from + next }
}

function encodeBare(text: string): string {
  const bare = bareRedirectUri(text)
  if (!bare) return text
  const value = text.slice(bare.from, bare.to)
  return text.slice(0, bare.from) + encodeOnce(value) + text.slice(bare.to)
}

/** Encodes a URL as a value, whose own escapes stay escapes. */
const encodeOnce = (url: string): string => encodeURIComponent(url.toWellFormed())

const bare = (
  id: string,
  where: string,
  { cuts, hint }: { readonly cuts: RegExp; readonly hint: Bilingual },
): Mistake => ({
  id,
  source: community(where),
  hint,
  find({ link: { text } }): Caught | undefined {
    const uri = bareRedirectUri(text)
    if (!uri) return undefined
    const value = text.slice(uri.from, uri.to)
    const cut = cuts.exec(value)
    if (!cut) return undefined
    const at = uri.from + cut.index
    return {
      given: excerpt(value),
      expected: excerpt(encodeOnce(value)),
      span: { start: at, end: at + cut[0].length },
    }
  },
  mend: encodeBare,
})

const bareHash = bare('redirect-uri-hash', 'cnblogs.com/dreamli/6264478: response_type参数错误', {
  cuts: /#/,
  hint: {
    zh: 'redirect_uri 里的 # 没有编码：链接到此为止，后面的参数都丢了。对 redirect_uri 整体 encodeURIComponent',
    en: 'the # in redirect_uri is not encoded: the link ends there and what follows is lost. Use encodeURIComponent on all of redirect_uri',
  },
})

const bareAmpersand = bare('redirect-uri-ampersand', 'github.com/dodgepudding/wechat-php-sdk/issues/336', {
  cuts: /&(?!amp;)/,
  hint: {
    zh: 'redirect_uri 里的 & 没有编码：其后的内容成了授权链接自己的参数。对 redirect_uri 整体 encodeURIComponent',
    en: 'the & in redirect_uri is not encoded: what follows became parameters of the link. Use encodeURIComponent on all of redirect_uri',
  },
})

const bareUri: Mistake = {
  id: 'redirect-uri-unencoded',
  source: seed('授权后重定向的回调链接地址,请使用urlencode对链接进行处理'),
  hint: {
    zh: 'redirect_uri 没有 urlencode：眼下能用，多一个 & 或 # 就会打不开',
    en: 'redirect_uri is not encoded: it works until there is a & or # in it',
  },
  find({ link: { text } }): Caught | undefined {
    const uri = bareRedirectUri(text)
    if (!uri) return undefined
    const value = text.slice(uri.from, uri.to)
    if (/[#&]/.test(value)) return undefined
    return {
      given: excerpt(value),
      expected: excerpt(encodeOnce(value)),
      span: { start: uri.from, end: uri.to },
    }
  },
  mend: encodeBare,
}

/** Changes the decoded redirect_uri of a link. */
const changeUri =
  (change: (uri: string) => string) =>
  (text: string): string => {
    const piece = pieceOf(splitLink(text), 'redirect_uri')
    if (!piece) return text
    const uri = decodeComponent(piece.raw)
    const changed = change(uri)
    if (changed === uri) return text
    return text.slice(0, piece.valueSpan.start) + encodeOnce(changed) + text.slice(piece.valueSpan.end)
  }

/** A mistake within the decoded redirect_uri, found by a pattern. */
const inUri = (
  id: string,
  source: Mistake['source'],
  {
    pattern,
    expected,
    hint,
    change,
  }: { pattern: RegExp; expected: string; hint: Bilingual; change?: (uri: string) => string },
): Mistake => ({
  id,
  source,
  hint,
  find({ link }): Caught | undefined {
    const uri = valueIn(link, 'redirect_uri')
    const match = pattern.exec(uri)
    const parameter = link.pieces.findIndex(({ name }) => name === 'redirect_uri')
    if (!match || match[0] === '') return undefined
    const place = { parameter, part: 'value', from: match.index, to: match.index + match[0].length } as const
    return { given: excerpt(match[0]), expected, span: spanOf(link, place, []) }
  },
  ...(change && { mend: changeUri(change) }),
})

const doubleEncoded = inUri('redirect-uri-double-encoded', seed('请使用urlencode对链接进行处理'), {
  pattern: /^https?%(?:25)*3a/i,
  expected: 'https://…',
  hint: {
    zh: 'redirect_uri 编码了两次（多半是自己编码后，拼接的库又编码一次），只编码一次',
    en: 'redirect_uri is encoded twice, mostly by hand and then by the library: encode it once',
  },
  change(uri) {
    let once = uri
    for (let times = 0; times < 4 && /^https?%/i.test(once); times++) once = decodeComponent(once)
    return once
  },
})

const noScheme = inUri(
  'redirect-uri-no-scheme',
  community('developers.weixin.qq.com/community 00024c783e0658beb7c2046056b000', 'redirect_uri 参数错误'),
  {
    pattern: /^(?:https?:\/?(?!\/)|\/\/)?(?:[\w-]+\.)+[a-z]{2,}(?=[:/?#]|$)/i,
    expected: 'https://…',
    hint: {
      zh: 'redirect_uri 少了 https://：要写完整的 URL',
      en: 'redirect_uri lacks https://: it is a full URL',
    },
    change: (uri) => uri.replace(/^(?:https?:\/?(?!\/)|\/\/)?(?=(?:[\w-]+\.)+[a-z]{2,}(?:[:/?#]|$))/i, 'https://'),
  },
)

const hashRoute = inUri(
  'redirect-uri-hash-route',
  community('umijs/umi#727; HADB/GetWeixinCode#36; sunniejs/vue-wechat-auth#4'),
  {
    pattern: /#(?=[!/]).*/,
    expected: '—',
    hint: {
      zh: 'code 会加在 # 之前：…?code=…&state=…#/路由。前端路由读不到它；让服务器的地址接收 code，再 303 到页面',
      en: 'the code comes before the #: …?code=…&state=…#/route, where the router does not look. Let an address of your server take it and redirect',
    },
  },
)

const carriesCode = inUri(
  'redirect-uri-has-code',
  community(
    'node-webot/wechat#185; developers.weixin.qq.com/community oCJUswxerwYo…: a shared page still had its code',
  ),
  {
    pattern: /(?<=[?&])(?:code|state)=[^&#]*/,
    expected: '—',
    hint: {
      zh: 'redirect_uri 自带 code 或 state（多半拿当前页面地址拼的）：回调会有两个，用错就是 40029',
      en: 'redirect_uri brings a code or state of its own, mostly from the address of the page: two come back, and the wrong one gives 40029',
    },
    change: (uri) => uri.replace(/(?<=[?&])(?:code|state)=[^&#]*&?/g, '').replace(/[?&]+(?=#|$)/, ''),
  },
)

/** What no account could have as callback domain, by the platform's own comparison with the host itself. */
const unfitHost: Mistake = {
  id: 'redirect-uri-host',
  source: copied('console text of 网页授权域名: letters, digits and - only, no IP, no port'),
  hint: {
    zh: '这个域名不可能配置成网页授权域名：不能有端口、IP、localhost、用户名、下划线、全角字符',
    en: 'no account can have this as its callback domain: no port, IP address, localhost, user name, underscore or full-width character',
  },
  find({ link, facts }: Examined): Caught | undefined {
    const uri = valueIn(link, 'redirect_uri')
    // Who knows the app has the rule itself.
    const app = facts.app?.(valueIn(link, 'appid'))
    const isJudgedByRule = app && !(facts.domainsUnknown && app.kind === 'service')
    if (!/^https?:\/\/./i.test(uri) || isJudgedByRule) return undefined
    if (disagreement(uri)) return undefined
    const host = /^https?:\/\/([^/?#:]*)/i.exec(uri)?.[1] ?? ''
    const [fault] = checkCallbackDomain(host, 'service')
    const steps = callbackDomainSteps(uri, { kind: 'service', callbackDomains: [host] })
    const step = steps.find(({ holds }) => !holds)
    if (!step || step.holds) {
      if (!fault) return undefined
      const from = uri.indexOf(host)
      return { ...caughtAt(link, host, from, from + host.length), expected: fault.expected, hint: fault.hint }
    }
    const { given, expected, from, to } = step
    const hint = step.compares === 'port' ? testAccountPort : (fault?.hint ?? step.hint)
    return { ...caughtAt(link, given, from, to), expected: fault?.expected ?? expected, hint }
  },
}

const testAccountPort: Bilingual = {
  zh: '正式账号的 redirect_uri 不能带端口；测试号可以，配置里要写同样的端口',
  en: 'no port for a real account; a test account may have one, the same as in its configuration',
}

function caughtAt(link: Examined['link'], given: string, from: number, to: number): Pick<Caught, 'given' | 'span'> {
  const parameter = link.pieces.findIndex(({ name }) => name === 'redirect_uri')
  return { given: excerpt(given), span: spanOf(link, { parameter, part: 'value', from, to }, []) }
}

/** The two readings of a host, where they differ. */
function disagreement(
  uri: string,
): { readonly authority: string; readonly asServer: string; readonly asBrowser: string } | undefined {
  const authority = /^[^:/?#]+:\/\/([^/?#]*)/.exec(uri)?.[1]
  if (authority === undefined || !URL.canParse(uri)) return undefined
  const asServer = authority.replace(/^.*@/, '').replace(/:\d*$/, '').toLowerCase()
  const asBrowser = new URL(uri).hostname
  return asServer === asBrowser ? undefined : { authority, asServer, asBrowser }
}

/** A host that one parser reads and another does not: how open redirects are made, and by accident lost logins. */
const parsersDisagree: Mistake = {
  id: 'parsers-disagree',
  source: code('the WHATWG parser of browsers beside the expression of RFC 3986 appendix B, which servers use'),
  hint: {
    zh: '浏览器与服务器对这个域名的读法不同，可能跳到别的网站：写成没有歧义的域名',
    en: 'browsers and servers read this host differently, and the login may end on another site: write one nobody can misread',
  },
  find({ link }: Examined): Caught | undefined {
    const uri = valueIn(link, 'redirect_uri')
    const readings = disagreement(uri)
    if (!readings) return undefined
    const { authority, asServer, asBrowser } = readings
    return {
      ...caughtAt(
        link,
        `${asServer} ≠ ${asBrowser}`,
        uri.indexOf(authority),
        uri.indexOf(authority) + authority.length,
      ),
      expected: asBrowser,
      hint: {
        zh: `浏览器把它读作 ${excerpt(asBrowser)}，别的程序读作 ${excerpt(asServer)}：写成没有歧义的域名`,
        en: `a browser goes to ${excerpt(asBrowser)}, another program reads ${excerpt(asServer)}: write a host nobody can misread`,
      },
    }
  },
}

/** In the order in which they are mended. */
export const redirectMistakes: readonly Mistake[] = [
  bareHash,
  bareAmpersand,
  bareUri,
  doubleEncoded,
  noScheme,
  carriesCode,
  hashRoute,
  unfitHost,
  parsersDisagree,
]

/** What the rule `redirect-uri-https` advises. */
export const withHttps: (text: string) => string = changeUri((uri) =>
  /^http:\/\/(?!localhost|127\.|\[::1\])/i.test(uri) ? uri.replace(/^http:/i, 'https:') : uri,
)
