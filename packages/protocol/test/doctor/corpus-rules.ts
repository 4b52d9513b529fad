import { ids } from './apps.ts'
import type { Row } from './corpus.ts'
import { componentLink, link, page, queryOf } from './links.ts'

const padding = (length: number): string => 'y'.repeat(length - queryOf({ x: '' }).length)
const order = (names: string): string => {
  const values = new URLSearchParams(queryOf())
  return `${page}?${names
    .split(' ')
    .map((name) => `${name}=${encodeURIComponent(values.get(name) ?? '1')}`)
    .join('&')}#wechat_redirect`
}

/** Every rule of the authorize link, broken three times and once alone. */
export const rules: readonly Row[] = [
  [link(), ''],
  [link({ scope: 'snsapi_userinfo' }), ''],
  [link({ state: undefined, appid: ids.test }), 'state-missing'],
  [componentLink(), ''],
  [`${page}?${queryOf()}&forcePopup=true#wechat_redirect`, ''],
  [link({ redirect_uri: 'https://wx.qq.com/mp/login?next=%2Fcart' }), ''],
  [link({ appid: ids.test, redirect_uri: 'http://localhost/cb' }), ''],
  [link({ appid: ids.test, redirect_uri: 'http://127.0.0.1:3000/cb' }), ''],
  // appid-present
  [link({ appid: undefined }), 'appid-present'],
  [link({ appid: '' }), 'appid-present appid-known'],
  [link({ appid: undefined }), 'appid-present', 'unknown'],
  // redirect-uri-present
  [link({ redirect_uri: undefined }), 'redirect-uri-present'],
  [link({ redirect_uri: '' }), 'redirect-uri-present callback-domain'],
  [link({ redirect_uri: '', scope: '' }), 'redirect-uri-present scope-present', 'unknown'],
  // scope-present
  [link({ scope: undefined }), 'scope-present'],
  [link({ scope: '' }), 'scope-present'],
  [link({ scope: undefined, appid: ids.nobody }), 'scope-present appid-known'],
  // parameter-once
  [
    `${page}?${queryOf()}&component_appid=${ids.component}&component_appid=wx2#wechat_redirect`,
    'parameter-once',
    'unknown',
  ],
  [`${page}?${queryOf()}&state=second#wechat_redirect`, 'parameter-once'],
  [`${page}?${queryOf()}&appid=${ids.test}&scope=snsapi_userinfo#wechat_redirect`, 'parameter-once'],
  // parameter-case
  [link().replace('appid=', 'appId='), 'parameter-case', 'unknown'],
  [link().replace('state=', 'State='), 'parameter-case'],
  [link().replace('redirect_uri=', 'redirect_URI='), 'parameter-case parameter-order'],
  [link().replace('appid=', 'APPID=').replace('scope=', 'SCOPE='), 'parameter-case parameter-order', 'unknown'],
  // parameter-order, in the orders SDKs send
  [order('appid scope response_type redirect_uri state'), 'parameter-order'],
  [order('scope state response_type appid redirect_uri'), 'parameter-order'],
  [order('response_type appid redirect_uri scope state'), 'parameter-order'],
  [order('appid redirect_uri state scope response_type'), 'parameter-order'],
  [order('appid redirect_uri scope response_type state'), 'parameter-order'],
  [order('appid redirect_uri scope response_type connect_redirect state'), 'parameter-order connect-redirect'],
  [order('session state appid response_type redirect_uri scope client_id'), 'parameter-order'],
  [order('appid scope response_type client_id redirect_uri state'), 'parameter-order'],
  [order('scope response_type appid redirect_uri state lang'), 'parameter-order'],
  // link-length, link-long
  [link({ x: padding(2001) }), 'link-length link-long'],
  [link({ redirect_uri: `https://www.qq.com/cb?data=${'z'.repeat(2000)}` }), 'link-length link-long'],
  [link({ x: padding(9000), scope: '' }), 'scope-present link-length link-long'],
  [link({ x: padding(1001) }), 'link-long'],
  [link({ x: padding(2000) }), 'link-long'],
  [link({ redirect_uri: `https://www.qq.com/cb?data=${'z'.repeat(1000)}` }), 'link-long'],
  [link({ x: padding(1000) }), ''],
  // response-type
  [link({ response_type: 'token' }), 'response-type'],
  [link({ response_type: undefined }), 'response-type'],
  [link({ response_type: 'Code' }), 'response-type'],
  [link({ response_type: '' }), 'response-type'],
  // appid-known
  [link({ appid: ids.nobody }), 'appid-known'],
  [link({ appid: 'wx0a1b2c3d4e5f607' }), 'appid-known appid-form'],
  [link({ appid: ids.nobody, scope: 'snsapi_login' }), 'appid-known scope-known'],
  // appid-kind
  [link({ appid: ids.website }), 'appid-kind'],
  [link({ appid: ids.component, redirect_uri: 'https://platform.example.com/' }), 'appid-kind'],
  [link({ appid: ids.website, scope: 'snsapi_login' }), 'appid-kind scope-known'],
  // account-not-banned
  [link({ appid: ids.banned }), 'account-not-banned'],
  [link({ appid: ids.banned, state: 'a-b' }), 'account-not-banned state-alphabet'],
  [link({ appid: ids.banned, redirect_uri: 'https://qq.com/' }), 'account-not-banned callback-domain'],
  // component-known
  [componentLink({ component_appid: ids.nobody, redirect_uri: 'https://www.qq.com/' }), 'component-known'],
  [
    componentLink({ component_appid: ids.service, redirect_uri: 'https://www.qq.com/' }),
    'component-known component-authorized',
  ],
  [componentLink({ component_appid: '', redirect_uri: 'https://www.qq.com/' }), 'component-known'],
  [componentLink({ component_appid: ids.nobody }), 'component-known callback-domain'],
  // component-authorized
  [componentLink({ appid: ids.test }), 'component-authorized'],
  [componentLink({ appid: ids.banned }), 'component-authorized account-not-banned'],
  [componentLink({ appid: ids.baseOnly, scope: 'snsapi_userinfo' }), 'component-authorized scope-granted'],
  // component-permission
  [componentLink({ appid: ids.withholding }), 'component-permission'],
  [componentLink({ appid: ids.withholding, scope: 'snsapi_userinfo' }), 'component-permission'],
  [
    componentLink({ appid: ids.withholding, redirect_uri: 'https://www.qq.com/' }),
    'component-permission callback-domain',
  ],
  // scope-known
  [link({ scope: 'snsapi_login' }), 'scope-known'],
  [link({ scope: 'openid profile' }), 'scope-known'],
  [link({ scope: 'snsapi_privacy' }), 'scope-known'],
  [link({ scope: 'get_user_info' }), 'scope-known'],
  // account-verified
  [link({ appid: ids.unverified }), 'account-verified'],
  [link({ appid: ids.unverified, scope: 'snsapi_userinfo' }), 'account-verified'],
  [link({ appid: ids.unverified, redirect_uri: 'https://a.example/' }), 'account-verified callback-domain'],
  // scope-granted
  [link({ appid: ids.baseOnly, scope: 'snsapi_userinfo' }), 'scope-granted'],
  [link({ appid: ids.baseOnly, scope: 'snsapi_userinfo', state: undefined }), 'scope-granted state-missing'],
  [
    link({ appid: ids.baseOnly, scope: 'snsapi_userinfo', redirect_uri: 'https://music.qq.com/' }),
    'scope-granted callback-domain',
  ],
  // state-length
  [link({ state: 'a'.repeat(129) }), 'state-length'],
  [link({ state: 'a'.repeat(128) }), ''],
  [link({ state: '微'.repeat(43) }), 'state-length state-alphabet'],
  [link({ state: Buffer.from('x'.repeat(200)).toString('base64url') }), 'state-length'],
  // state-alphabet
  [link({ state: 'a-b' }), 'state-alphabet'],
  [link({ state: '{"a":1,"b":2}' }), 'state-alphabet'],
  [link({ state: 'https://www.qq.com/next' }), 'state-alphabet'],
  [link({ state: 'a\r\nSet-Cookie: x' }), 'state-alphabet hidden-characters'],
  // redirect-uri-absolute
  [link({ redirect_uri: '/cb' }), 'redirect-uri-absolute', 'unknown'],
  [link({ redirect_uri: '/cb' }), 'redirect-uri-absolute callback-domain'],
  [link({ redirect_uri: 'callback' }), 'redirect-uri-absolute', 'unknown'],
  // callback-domain, the examples of the document first
  [link({ redirect_uri: 'https://www.qq.com/music.html' }), ''],
  [link({ redirect_uri: 'https://www.qq.com/login.html' }), ''],
  [link({ redirect_uri: 'https://pay.qq.com/' }), 'callback-domain'],
  [link({ redirect_uri: 'https://music.qq.com/' }), 'callback-domain'],
  [link({ redirect_uri: 'https://qq.com/' }), 'callback-domain'],
  [link({ redirect_uri: 'https://www.qq.com:8443/cb' }), 'callback-domain'],
  [link({ redirect_uri: 'https://wx.qq.com/other' }), 'callback-domain'],
  [link({ redirect_uri: 'https://www.qq.com.evil.com/' }), 'callback-domain'],
  [link({ redirect_uri: 'javascript://www.qq.com/%0aalert(1)' }), 'callback-domain'],
  [link({ redirect_uri: 'http://192.168.1.5/cb' }), 'callback-domain redirect-uri-https'],
  [link({ appid: ids.test, redirect_uri: 'http://127.0.0.1:8080/cb' }), 'callback-domain'],
  [link({ redirect_uri: 'https://www.qq.com:443/cb' }), ''],
  // redirect-uri-https
  [link({ redirect_uri: 'http://www.qq.com/cb' }), 'redirect-uri-https'],
  [link({ redirect_uri: 'http://wx.qq.com/mp' }), 'redirect-uri-https'],
  [link({ redirect_uri: 'HTTP://www.qq.com/cb', scope: 'snsapi_userinfo' }), 'redirect-uri-https'],
  // wechat-redirect
  [`${page}?${queryOf()}`, 'wechat-redirect'],
  [`${page}?${queryOf()}#`, 'wechat-redirect'],
  [`${page}?${queryOf()}#wechat_redirct`, 'wechat-redirect'],
  [`${page}?${queryOf()}#wechat_webview_type=1`, 'wechat-redirect'],
]
