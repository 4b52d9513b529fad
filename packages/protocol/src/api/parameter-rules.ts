import type { ApiRule } from './rule.ts'
import { openCodes, rule } from './rule.ts'
import type { Source } from '../source.ts'
import { official, seed } from '../source.ts'

// The rules that need nothing but the call itself.

const tokenPage = official('developers.weixin.qq.com/doc/service/en/api/base/api_getaccesstoken')
const stablePage = official('developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken')

/** The documented method is GET; a POST of a form is taken as well. */
export const method: ApiRule = rule('method', openCodes('require GET method'), ({ method }) =>
  method === 'GET' || method === 'POST'
    ? undefined
    : {
        verdict: 43001,
        given: method,
        expected: 'GET',
        hint: { zh: '请使用 GET 请求', en: 'send a GET request' },
      },
)

/** POST and nothing else. */
export const postMethod: ApiRule = rule('post-method', stablePage, ({ method }) =>
  method === 'POST'
    ? undefined
    : {
        verdict: 43002,
        given: method,
        expected: 'POST',
        hint: { zh: '请使用 POST 请求，参数放在 JSON 请求体', en: 'send a POST request with a JSON body' },
      },
)

/** A parameter that must be there and not be empty. */
function presence(name: string, errcode: number, source: Source): ApiRule {
  return rule(`api-${name.replaceAll('_', '-')}-present`, source, ({ parameters }) =>
    parameters.get(name)
      ? undefined
      : {
          verdict: errcode,
          given: [...parameters.keys()].join(', ').slice(0, 200) || '—',
          expected: `${name}=…`,
          hint: {
            zh: `缺少参数 ${name}，注意参数名拼写`,
            en: `the parameter ${name} is missing: look at its spelling`,
          },
        },
  )
}

/** `appid` is there. */
export const appidPresent: ApiRule = presence('appid', 41002, openCodes('appid missing'))
/** `secret` is there. */
export const secretPresent: ApiRule = presence('secret', 41004, openCodes('appsecret missing'))
/** `code` is there. */
export const codePresent: ApiRule = presence('code', 41008, openCodes('missing code'))
/** `refresh_token` is there. */
export const refreshTokenPresent: ApiRule = presence('refresh_token', 41003, openCodes('refresh_token missing'))
/** `access_token` is there. */
export const accessTokenPresent: ApiRule = presence('access_token', 41001, openCodes('access_token missing'))
/** `openid` is there. */
export const openidPresent: ApiRule = presence('openid', 41009, openCodes('missing openid'))

/** `component_appid` is there. */
export const componentAppidPresent: ApiRule = presence('component_appid', 41018, openCodes('missing component_appid'))
/** `component_access_token` is there. */
export const componentTokenPresent: ApiRule = presence(
  'component_access_token',
  41021,
  openCodes('missing component_access_token'),
)
/** `component_appsecret` is there. */
export const componentSecretPresent: ApiRule = presence(
  'component_appsecret',
  41004,
  official(
    'developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/ThirdParty/token/component_access_token.html',
    'appsecret missing',
  ),
)

/** grant_type is the one value that the endpoint has. */
export const grantType = (expected: string, source: Source = seed(`grant_type 是 填写为${expected}`)): ApiRule =>
  rule(`grant-type-${expected.replace('_', '-')}`, source, ({ parameters }) =>
    parameters.get('grant_type') === expected
      ? undefined
      : {
          verdict: 40002,
          given: (parameters.get('grant_type') ?? '—').slice(0, 64),
          expected,
          hint: { zh: `grant_type 固定为 ${expected}`, en: `grant_type is always ${expected}` },
        },
  )

/** grant_type is client_credential. */
export const clientCredential: ApiRule = grantType('client_credential', tokenPage)
