import { placeOf, valueOf } from './link.ts'
import type { AuthorizeRule } from './rule.ts'
import { excerpt } from './rule.ts'
import { assumed, community, copied } from '../source.ts'

// The rules of a link by which a third-party platform acts for an account. Each is silent without component_appid.

/** component_appid names a third-party platform. */
export const componentKnown: AuthorizeRule = {
  id: 'component-known',
  severity: 'error',
  source: assumed('no page is known for it; 10015 is the only one that speaks of the platform'),
  check: (link, { component }) =>
    component === null || (component && component.kind !== 'component')
      ? {
          verdict: 'component-unauthorized',
          at: placeOf(link, 'component_appid'),
          given: excerpt(valueOf(link, 'component_appid') ?? '—') || '—',
          expected: 'component',
          hint: {
            zh: 'component_appid 要填第三方平台的 appid，不是公众号的',
            en: 'component_appid is the appid of a third-party platform, not of an account',
          },
        }
      : undefined,
}

/** The account has authorized the platform (10015). */
export const componentAuthorized: AuthorizeRule = {
  id: 'component-authorized',
  severity: 'error',
  source: copied('网页授权 guide, table of page codes', '公众号未授权第三方平台，请检查授权状态'),
  check(link, { component }) {
    const appid = valueOf(link, 'appid') ?? ''
    if (!component || (component.authorizedBy ?? []).includes(appid)) return undefined
    return {
      verdict: 'component-unauthorized',
      at: placeOf(link, 'appid'),
      given: excerpt(appid),
      expected: component.authorizedBy?.join(', ') || '—',
      hint: {
        zh: '该公众号没有授权给此第三方平台：让管理员重新扫码授权',
        en: 'the account has not authorized this platform: let its administrator do so',
      },
    }
  },
}

/** The account has granted the platform the permission set of web authorization. */
export const componentPermission: AuthorizeRule = {
  id: 'component-permission',
  severity: 'error',
  source: community(
    'developers.weixin.qq.com/community, 代公众号发起网页授权 without the permission set',
    'Scope 参数错误或没有 Scope 权限',
  ),
  check(link, { component }) {
    const appid = valueOf(link, 'appid') ?? ''
    if (!component?.withheldBy?.includes(appid)) return undefined
    return {
      verdict: 'scope-not-permitted',
      at: placeOf(link, 'appid'),
      given: excerpt(appid),
      expected: '网页授权',
      hint: {
        zh: '该公众号没有把网页授权权限集授权给此第三方平台',
        en: 'the account kept the permission set of web authorization from this platform',
      },
    }
  },
}
