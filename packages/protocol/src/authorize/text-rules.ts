import type { AuthorizeLink, AuthorizeParameter } from './link.ts'
import { authorizeParameters, placeOf, valueOf } from './link.ts'
import type { Parameter } from '../query.ts'
import type { AuthorizeRule } from './rule.ts'
import { excerpt } from './rule.ts'
import type { PageErrorId } from '../errors/page-errors.ts'
import { authorizeScopes, isAuthorizeScope } from '../scopes.ts'
import { assumed, community, copied, official, seed } from '../source.ts'

// The rules that need nothing but the text of the link.

/** Longest query of a link that a server answers, in characters; and from where some phones fail. */
const longestLink = 2000
const longLink = 1000
/** Longest state, in bytes of UTF-8. */
const longestState = 128

const utf8 = new TextEncoder()

const names = (link: AuthorizeLink): string => excerpt(link.parameters.map(({ name }) => name).join(', '), 200)

const isKnown = (name: string): name is AuthorizeParameter => (authorizeParameters as readonly string[]).includes(name)

/** A parameter that must be there. One in the wrong case counts as there: `parameter-case` tells about it. */
export function presence(name: 'appid' | 'redirect_uri' | 'scope', verdict: PageErrorId): AuthorizeRule {
  return {
    id: `${name.replace('_', '-')}-present`,
    severity: 'error',
    source: copied('网页授权 guide, table of page codes', `${name}不能为空`),
    check: (link) =>
      link.parameters.some((parameter) => parameter.name.toLowerCase() === name && parameter.value !== '')
        ? undefined
        : {
            verdict,
            given: names(link) || '—',
            expected: `${name}=…`,
            at: placeOf(link, name),
            hint: { zh: `链接缺少 ${name}，请补上`, en: `the link has no ${name}: add it` },
          },
  }
}

const named =
  (name: string) =>
  (parameter: Parameter): boolean =>
    parameter.name === name

const onceAtMost = [...authorizeParameters, 'component_appid'] as const

/** No known parameter stands there twice. */
export const oncePerParameter: AuthorizeRule = {
  id: 'parameter-once',
  severity: 'error',
  source: assumed('which of two values counts differs between parsers, so neither is taken'),
  check(link) {
    const twice = onceAtMost.find(
      (name) => link.parameters.findIndex(named(name)) !== link.parameters.findLastIndex(named(name)),
    )
    if (twice === undefined) return undefined
    return {
      verdict: 'link-unreachable',
      at: { parameter: link.parameters.findLastIndex(named(twice)), part: 'name' },
      given: excerpt(
        link.parameters
          .filter(({ name }) => name === twice)
          .map(({ name, value }) => `${name}=${excerpt(value)}`)
          .join('&'),
        200,
      ),
      expected: `${twice} once`,
      hint: {
        zh: `${twice} 出现了多次；若它属于 redirect_uri，请对 redirect_uri 做 urlencode`,
        en: `${twice} stands there more than once; if it belongs to redirect_uri, percent-encode redirect_uri`,
      },
    }
  },
}

/** A known parameter is spelt in lower case: `appId` is none. */
export const parameterCase: AuthorizeRule = {
  id: 'parameter-case',
  severity: 'error',
  source: community('haomeiwen: appId instead of appid gives a blank page with snsapi_userinfo'),
  check(link) {
    if (link.parameters.every(({ name }) => isKnown(name))) return undefined
    const missing = new Set<string>(authorizeParameters.filter((name) => !valueOf(link, name)))
    const wrong = link.parameters.find(({ name }) => !isKnown(name) && missing.has(name.toLowerCase()))
    if (!wrong) return undefined
    const right = wrong.name.toLowerCase()
    return {
      verdict: 'link-unreachable',
      at: { parameter: link.parameters.indexOf(wrong), part: 'name' },
      given: wrong.name,
      expected: right,
      hint: {
        zh: `参数名区分大小写：把 ${wrong.name} 改为 ${right}`,
        en: `names are case-sensitive: write ${right}, not ${wrong.name}`,
      },
    }
  },
}

/** The known parameters stand in the documented order with nothing between them; by the behaviour `parameter-order`. */
export const parameterOrder: AuthorizeRule = {
  id: 'parameter-order',
  severity: 'error',
  source: seed('微信会对授权链接做正则强匹配校验,如果链接的参数顺序不对,授权页面将无法正常访问'),
  check(link, { behaviours }) {
    if (!behaviours['parameter-order']) return undefined
    const given = link.parameters.map(({ name }) => name)
    const first = given.findIndex(isKnown)
    const known = authorizeParameters.filter((name) => given.includes(name))
    const wrong = known.findIndex((name, index) => given[first + index] !== name)
    if (wrong === -1) return undefined
    return {
      verdict: 'link-unreachable',
      at: { parameter: first + wrong, part: 'name' },
      given: names(link),
      expected: known.join(', '),
      hint: {
        zh: '按 appid、redirect_uri、response_type、scope、state 的顺序排列，其他参数放在最后；若多出的参数属于 redirect_uri，请对它做 urlencode',
        en: 'order them appid, redirect_uri, response_type, scope, state, and put anything else behind them; percent-encode redirect_uri if what stands between belongs to it',
      },
    }
  },
}

/** The query is no longer than a server answers. */
export const linkLength: AuthorizeRule = {
  id: 'link-length',
  severity: 'error',
  source: assumed('no official limit; reports of links that fail lie far below'),
  check: (link) =>
    link.length <= longestLink
      ? undefined
      : {
          verdict: 'link-unreachable',
          at: 'query',
          given: `${link.length} characters`,
          expected: `at most ${longestLink}`,
          hint: {
            zh: '链接过长：把数据存在服务器，用 state 取回',
            en: 'the link is too long: keep the data on your server under the state',
          },
        },
}

/** `response_type` is `code`. */
export const responseType: AuthorizeRule = {
  id: 'response-type',
  severity: 'error',
  source: seed('response_type 是 返回类型,请填写code'),
  check(link) {
    const given = valueOf(link, 'response_type')
    if (given === 'code') return undefined
    return {
      verdict: 'response-type',
      at: placeOf(link, 'response_type'),
      given: given === undefined ? '—' : excerpt(given),
      expected: 'code',
      hint: {
        zh: 'response_type 固定为 code；若链接里有它，检查 redirect_uri 中是否有未编码的 # 截断了链接',
        en: 'response_type is always code; if it is there, look for an unencoded # in redirect_uri that cuts the link',
      },
    }
  },
}

/** `scope` is one, and one of web authorization. */
export const scopeKnown: AuthorizeRule = {
  id: 'scope-known',
  severity: 'error',
  source: official(
    'developers.weixin.qq.com/doc/oplatform/developers/troubleshooting/auth.html',
    'Scope 参数错误或没有 Scope 权限',
  ),
  check(link) {
    const given = valueOf(link, 'scope')
    if (given === undefined || given === '' || isAuthorizeScope(given)) return undefined
    return {
      verdict: 'scope-not-permitted',
      at: placeOf(link, 'scope'),
      given: excerpt(given),
      expected: authorizeScopes.join(' | '),
      hint:
        given === 'snsapi_login'
          ? {
              zh: 'snsapi_login 只用于网站应用扫码登录 qrconnect',
              en: 'snsapi_login belongs to the QR login of website apps, qrconnect',
            }
          : {
              zh: 'scope 只能是 snsapi_base 或 snsapi_userinfo 之一',
              en: 'scope is one of snsapi_base and snsapi_userinfo',
            },
    }
  },
}

/** `state` has at most 128 bytes of UTF-8. */
export const stateLength: AuthorizeRule = {
  id: 'state-length',
  severity: 'error',
  source: seed('开发者可以填写a-zA-Z0-9的参数值,最多128字节'),
  check(link) {
    const bytes = utf8.encode(valueOf(link, 'state')).length
    if (bytes <= longestState) return undefined
    return {
      verdict: 'state-too-long',
      at: placeOf(link, 'state'),
      given: `${bytes} bytes`,
      expected: `at most ${longestState} bytes`,
      hint: {
        zh: 'state 只放随机串，数据存在服务器',
        en: 'put a random string in state and keep the data on your server',
      },
    }
  },
}

/** `state` is of a-zA-Z0-9; by the behaviour `state-alphabet`. */
export const stateAlphabet: AuthorizeRule = {
  id: 'state-alphabet',
  severity: 'error',
  source: seed('重定向后会带上state参数,开发者可以填写a-zA-Z0-9的参数值,最多128字节'),
  check(link, { behaviours }) {
    const state = valueOf(link, 'state') ?? ''
    const from = state.search(/[^a-z0-9]/i)
    if (!behaviours['state-alphabet'] || from === -1) return undefined
    return {
      verdict: 'link-unreachable',
      at: placeOf(link, 'state', { from, to: from + String.fromCodePoint(state.codePointAt(from) ?? 0).length }),
      given: excerpt(state),
      expected: 'a-zA-Z0-9',
      hint: { zh: 'state 只能含字母和数字', en: 'state may hold letters and digits only' },
    }
  },
}

/** `redirect_uri` is an absolute URL, encoded once. */
export const redirectUriAbsolute: AuthorizeRule = {
  id: 'redirect-uri-absolute',
  severity: 'error',
  source: community('developers.weixin.qq.com/community 00024c783e0658beb7c2046056b000', 'redirect_uri 参数错误'),
  check(link) {
    const given = valueOf(link, 'redirect_uri')
    // Another scheme is the callback-domain rule's affair; here something that is no absolute URL at all.
    if (given === undefined || given === '' || /^(?:https?:\/\/|(?!https?:)[a-z][a-z0-9+-]*:)/i.test(given))
      return undefined
    return {
      verdict: 'redirect-uri-malformed',
      at: placeOf(link, 'redirect_uri'),
      given: excerpt(given),
      expected: 'https://…',
      hint: /^https?%3a/i.test(given)
        ? { zh: 'redirect_uri 编码了两次，只需 urlencode 一次', en: 'redirect_uri is encoded twice: encode it once' }
        : {
            zh: 'redirect_uri 要写完整的 URL，含 http:// 或 https://',
            en: 'redirect_uri is a full URL with http:// or https://',
          },
    }
  },
}

/** Advice: `redirect_uri` is https, but for this machine. */
export const redirectUriHttps: AuthorizeRule = {
  id: 'redirect-uri-https',
  severity: 'warning',
  source: seed('跳转回调redirect_uri,应当使用https链接来确保授权code的安全性'),
  check(link) {
    const given = valueOf(link, 'redirect_uri') ?? ''
    // What stays on this machine cannot be overheard.
    if (!/^http:/i.test(given) || /^http:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/?#]|$)/i.test(given))
      return undefined
    return {
      verdict: 'redirect-uri-malformed',
      at: placeOf(link, 'redirect_uri', { from: 0, to: 'http'.length }),
      given: excerpt(given),
      expected: 'https://…',
      hint: { zh: '应当使用 https，否则 code 会被窃听', en: 'use https: over http the code can be overheard' },
    }
  },
}

/** Advice: the link ends in `#wechat_redirect`. Silent where the fragment cannot be seen. */
export const wechatRedirect: AuthorizeRule = {
  id: 'wechat-redirect',
  severity: 'warning',
  source: seed('#wechat_redirect 是 无论直接打开还是做页面302重定向时候,必须带此参数'),
  check: (link) =>
    link.fragment === undefined || link.fragment === 'wechat_redirect'
      ? undefined
      : {
          verdict: 'link-unreachable',
          at: 'fragment',
          given: link.fragment === '' ? '—' : `#${excerpt(link.fragment)}`,
          expected: '#wechat_redirect',
          hint: {
            zh: '在链接末尾加上 #wechat_redirect，其后不要再有内容',
            en: 'end the link with #wechat_redirect and nothing behind it',
          },
        },
}

/** Advice: the link is no longer than what every phone opens. */
export const linkLong: AuthorizeRule = {
  id: 'link-long',
  severity: 'warning',
  source: community(
    'developers.weixin.qq.com/community 000ca25a7acb88e1: fails at about 1500 characters, 1000 is safe',
  ),
  check: (link) =>
    link.length <= longLink
      ? undefined
      : {
          verdict: 'link-unreachable',
          at: 'query',
          given: `${link.length} characters`,
          expected: `at most ${longLink}`,
          hint: { zh: '部分手机打不开过长的链接', en: 'some phones cannot open a link this long' },
        },
}
