import { ids } from './apps.ts'
import type { Row } from './corpus.ts'
import { link } from './links.ts'

const code = '0612abcdABCD1234567890123456abcd'
const back = `https://www.qq.com/cb?code=${code}&state=a1b2c3d4`

/** Addresses at which logins came back. */
export const callbacks: readonly Row[] = [
  [back, ''],
  [`${back}&appid=${ids.service}`, ''],
  ['https://www.qq.com/cb?state=a1b2c3d4', ''],
  ['https://www.qq.com/cb?code=authdeny&state=a1b2c3d4', ''],
  [`${back}&code=${code}`, 'callback-code-twice'],
  [`https://www.qq.com/?code=0&a=1&code=${code}&state=1`, 'callback-code-twice callback-code-form'],
  [`https://www.qq.com/?code=${code}&state=1&code=${code}&state=1`, 'callback-code-twice callback-state-twice'],
  [`${back}&state=2`, 'callback-state-twice'],
  [`https://www.qq.com/cb?state=1&code=${code}&state=2&a=3`, 'callback-state-twice'],
  [`https://www.qq.com/cb?code=${code}`, 'callback-state-missing'],
  [`https://www.qq.com/cb?code=${code}&state=`, 'callback-state-missing'],
  ['https://www.qq.com/cb?code=short', 'callback-state-missing callback-code-form'],
  [`https://www.qq.com/#/cb?code=${code}&state=1`, 'callback-behind-hash'],
  [`https://www.qq.com/?state=1#code=${code}`, 'callback-behind-hash'],
  [`${back}#?code=${code}`, 'callback-behind-hash'],
  [`${back}#/home`, 'callback-hash-route'],
  [`${back}#!/login`, 'callback-hash-route'],
  [`${back}#/a/b`, 'callback-hash-route'],
  ['https://www.qq.com/cb?code=%30612abcd&state=1', 'callback-code-form'],
  ['https://www.qq.com/cb?code=0612abcdabcd1234567890123456a&state=1', 'callback-code-form'],
  [back.replace('https', 'http'), 'callback-http'],
  ['http://www.qq.com/cb?state=1', 'callback-http'],
  [`http://www.qq.com/cb?code=${code}`, 'callback-http callback-state-missing'],
  [`http://localhost:3000/cb?code=${code}&state=1`, ''],
]

const api = 'https://api.weixin.qq.com'

/** Calls to the api host. */
export const calls: readonly Row[] = [
  [
    `${api}/sns/oauth2/access_token?appid=${ids.service}&secret=x&code=y&grant_type=authorization_code`,
    'secret-pasted',
  ],
  [
    `${api}/sns/oauth2/access_token`,
    'api-appid-present api-secret-present api-code-present grant-type-authorization-code',
  ],
  [
    `${api}/sns/oauth2/access_token?appid=${ids.service}&appsecret=x&code=y&grant_type=authorization_code`,
    'api-secret-present secret-pasted',
  ],
  [
    `${api}/sns/oauth2/access_token?appid=${ids.service}&secret=x&grant_type=authorization_code`,
    'api-code-present secret-pasted',
  ],
  [
    `${api}/sns/oauth2/access_token?appid=${ids.service}&secret=x&code=y&grant_type=code`,
    'grant-type-authorization-code secret-pasted',
  ],
  [`${api}/sns/oauth2/refresh_token?appid=${ids.service}&grant_type=refresh_token`, 'api-refresh-token-present'],
  [`${api}/sns/userinfo?openid=o6_bmjrPTlm6_2sgVt7hMZOPfL2M`, 'api-access-token-present'],
  [`${api}/sns/userinfo?access_token=t`, 'api-openid-present secret-pasted'],
  [`${api}/sns/auth`, 'api-access-token-present api-openid-present'],
]

/** What WeChat shows or answers. */
export const shown: readonly Row[] = [
  ['10003', 'redirect-uri-domain'],
  ['10004', 'account-banned'],
  ['10005', 'scope-unauthorized'],
  ['10006', 'must-follow'],
  ['10009', 'too-frequent'],
  ['10010', 'scope-empty'],
  ['10011', 'redirect-uri-empty'],
  ['10012', 'appid-empty'],
  ['10013', 'state-empty'],
  ['10015', 'component-unauthorized'],
  ['错误码:10016', 'open-platform-appid'],
  ['微信登录失败 redirect_uri域名与后台配置不一致，错误码:10003', 'redirect-uri-domain'],
  ['redirect_uri 参数错误', 'redirect-uri-malformed'],
  ['Scope 参数错误或没有 Scope 权限', 'scope-not-permitted'],
  ['AppID 参数错误', 'appid-unknown'],
  ['response_type参数错误', 'response-type'],
  ['state参数过长', 'state-too-long'],
  ['该链接无法访问，请稍后再试', 'link-unreachable'],
  ['请在微信客户端打开链接', 'open-in-wechat'],
  ['未绑定网页开发者', 'developer-unbound'],
  ['40029', '40029'],
  ['errcode: 40163', '40163'],
  ['{"errcode":40029,"errmsg":"invalid code, rid: 65a77521-2b20c244-77c9084b"}', '40029'],
  ['{"errcode":40163,"errmsg":"code been used, hints: [ req_id: XXXXXXXXXXXXXX ]"}', '40163'],
  ['{"errcode":40013,"errmsg":"invalid appid"}', '40013'],
  ['{"errcode":40125,"errmsg":"invalid appsecret, rid: 65a77521-2b20c244-77c9084b"}', '40125'],
  ['{"errcode":42001,"errmsg":"access_token expired"}', '42001'],
  ['{"errcode":48001,"errmsg":"api unauthorized rid: 65a77521-2b20c244-77c9084b"}', '48001'],
  ['{"errcode":0,"errmsg":"ok"}', '0'],
  ['code been used, rid: 65a77521-2b20c244-77c9084b', '40163'],
  ['Error: invalid appsecret', '40125'],
  ['{"errcode":99999,"errmsg":"?"}', 'code-unknown'],
  ['99999', 'code-unknown'],
  ['errcode=12345', 'code-unknown'],
  [
    `{"access_token":"59_${'a'.repeat(60)}","expires_in":7200,"openid":"o6_bmjrPTlm6_2sgVt7hMZOPfL2M"}`,
    'secret-pasted',
  ],
  ['65a77521-2b20c244-77c9084b', ''],
]

/** Names, domains, other protocols, and nothing of the kind. */
export const others: readonly Row[] = [
  ['www.qq.com', ''],
  ['wx.qq.com/mp', ''],
  ['http://www.qq.com', 'domain-box'],
  ['www.qq.com:8080', 'domain-box'],
  ['*.qq.com', 'domain-box'],
  ['192.168.1.5', 'domain-box'],
  ['localhost:3000', 'domain-box'],
  ['https://www.qq.com/mp/index.html', ''],
  ['http://www.qq.com/login', 'redirect-uri-https', 'unknown'],
  [ids.service, ''],
  ['gh_0a1b2c3d4e5f', ''],
  ['o6_bmjrPTlm6_2sgVt7hMZOPfL2M', ''],
  [link({ appid: 'ww0a1b2c3d4e5f6071', agentid: '1000002' }), ''],
  [link({ scope: 'snsapi_privateinfo', agentid: '1' }), ''],
  ['https://open.work.weixin.qq.com/wwopen/sso/qrConnect?appid=ww0a1b2c3d4e5f6071&agentid=1', ''],
  ['weixin://dl/business/?t=abc', ''],
  ['https://api.weixin.qq.com/sns/jscode2session?appid=wx1&js_code=abc', ''],
  ['https://mp.weixin.qq.com/cgi-bin/componentloginpage?component_appid=wx1&pre_auth_code=x', ''],
  ['https://mp.weixin.qq.com/wiki/17/c0f37d5704f0b64713d5d2c37b468d75.html', ''],
  ['https://github.com/login/oauth/authorize?client_id=abc&scope=user', ''],
  ['hello', 'not-recognised'],
  ['{"a":1}', 'not-recognised'],
  ['SELECT 1', 'not-recognised'],
]
