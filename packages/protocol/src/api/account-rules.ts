import type { ApiRule } from './rule.ts'
import { openCodes, rule } from './rule.ts'
import { isAccount } from '../app.ts'
import type { Source } from '../source.ts'
import { assumed, official } from '../source.ts'

// The rules about the state of the account that calls, and about where it calls from.

const faq = official('developers.weixin.qq.com/doc/oplatform/developers/troubleshooting', 'api unauthorized')

/** The account was granted a scope. */
export const webAuthorizationGranted: ApiRule = rule(
  'web-authorization-granted',
  openCodes('api unauthorized'),
  (_, { app }) =>
    app && app.scopes.length === 0
      ? {
          verdict: 48001,
          given: '—',
          expected: 'snsapi_base | snsapi_userinfo',
          hint: { zh: '该账号没有网页授权权限', en: 'the account was not granted web authorization' },
        }
      : undefined,
)

/** The account is not banned. */
export const accountUsable: ApiRule = rule('api-account-not-banned', openCodes('user limited'), (_, { app }) =>
  app?.banned
    ? {
        verdict: 50002,
        given: 'banned',
        expected: 'not banned',
        hint: { zh: '该公众号被封禁', en: 'the account is banned' },
      }
    : undefined,
)

/** The account has been verified. */
export const accountVerified: ApiRule = rule('api-account-verified', faq, (_, { app }) =>
  app?.unverified
    ? {
        verdict: 48001,
        given: '未认证',
        expected: '已认证',
        hint: {
          zh: '服务号未认证：完成认证后才有此接口',
          en: 'the account is not verified: only a verified one has this',
        },
      }
    : undefined,
)

/** Who has a token of its own is an account. */
export const accountKind: ApiRule = rule(
  'api-account-kind',
  assumed('nothing says what an app that is no account is answered; 48001 is «the interface is not yours»'),
  (_, { app }) =>
    app && !isAccount(app)
      ? {
          verdict: 48001,
          given: app.kind,
          expected: 'service | test',
          hint: {
            zh: '此接口只属于公众号：网站应用与移动应用没有，第三方平台用 api_component_token',
            en: 'this belongs to accounts: a website or mobile app has none, a third-party platform uses api_component_token',
          },
        }
      : undefined,
)

/** The AppSecret is not frozen. */
export const secretUsable: ApiRule = rule(
  'secret-not-frozen',
  official('developers.weixin.qq.com/doc/store/leagueheadsupplier/API/getaccesstoken.html', 'AppSecret 已冻结'),
  (_, { app }) =>
    app?.secretFrozen
      ? {
          verdict: 40243,
          given: '(frozen)',
          expected: '(in use)',
          hint: { zh: 'AppSecret 已冻结：在后台解冻', en: 'the secret is frozen: unfreeze it in the console' },
        }
      : undefined,
)

const address = (id: string, errcode: number, source: Source): ApiRule =>
  rule(id, source, (_, { caller }) =>
    caller && !caller.listed
      ? {
          verdict: errcode,
          given: caller.address,
          expected: 'IP 白名单',
          hint: {
            zh: `把 ${caller.address} 加入 IP 白名单`,
            en: `add ${caller.address} to the whitelist of the account`,
          },
        }
      : undefined,
  )

/**
 * The caller's address is in the account's whitelist, if it has one. Judged before anything else, as was measured on jscode2session.
 * Whether WeChat asks this of the exchange, too, is not established; its page says of all calls with AppSecret or access_token.
 */
export const ipAllowed: ApiRule = address(
  'ip-allowed',
  40164,
  official(
    'developers.weixin.qq.com/doc/oplatform/developers/basic_func/ip_whitelist',
    'invalid ip A ipv6 ::ffff:A, not in whitelist',
  ),
)

/** The same of a third-party platform's calls. */
export const ipRegistered: ApiRule = address(
  'component-ip-registered',
  61004,
  official(
    'developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/ThirdParty/token/component_access_token.html',
    'access clientip is not registered',
  ),
)
