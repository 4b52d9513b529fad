import { ids } from './apps.ts'
import type { Row } from './corpus.ts'
import { link, page, queryOf } from './links.ts'

const secret = '0123456789abcdef0123456789abcdef'
const token = `59_${'aB3-'.repeat(20)}`
const bare = (uri: string): string => link().replace('https%3A%2F%2Fwww.qq.com%2Fcb', uri)
const noScopeNorType = 'scope-present response-type'

/** What only people get wrong, each three times and once with nothing else but what it causes. */
export const mistakes: readonly Row[] = [
  // link-encoded
  [
    encodeURIComponent(link()),
    'link-encoded appid-present redirect-uri-present scope-present response-type wechat-redirect',
  ],
  [
    encodeURIComponent(link({ scope: 'snsapi_userinfo' })),
    'link-encoded appid-present redirect-uri-present scope-present response-type wechat-redirect',
  ],
  [
    encodeURIComponent(`${page}?${queryOf()}`),
    'link-encoded appid-present redirect-uri-present scope-present response-type wechat-redirect',
  ],
  // json-escaped
  [link().replaceAll('/', '\\/'), 'json-escaped'],
  [link().replaceAll('&', '\\u0026'), `json-escaped redirect-uri-present ${noScopeNorType} appid-known`],
  [
    link().replaceAll('&', '\\u0026').replaceAll('=', '\\u003d'),
    `json-escaped appid-present redirect-uri-present ${noScopeNorType}`,
  ],
  // html-escaped
  [link().replaceAll('&', '&amp;'), `html-escaped redirect-uri-present ${noScopeNorType}`],
  [link().replaceAll('&', '&#38;'), `html-escaped redirect-uri-present ${noScopeNorType} wechat-redirect`],
  [link().replace('&state', '&amp;state'), 'html-escaped'],
  // hidden-characters
  [link().replace('&scope', ' &scope'), 'hidden-characters response-type'],
  [link().replace('&response_type', '\r\n&response_type'), 'hidden-characters'],
  [link().replace('%2Fcb', '%2Fcb%0D%0A'), 'hidden-characters callback-domain'],
  [link().replace(ids.service, `${ids.service}%20`), 'hidden-characters appid-known'],
  [link().replace('www.qq.com', 'www.qq.com\u200B'), 'hidden-characters callback-domain'],
  [link({ redirect_uri: ' https://www.qq.com/cb' }), 'hidden-characters redirect-uri-absolute callback-domain'],
  // full-width
  [link().replace('%3A%2F%2F', '：／／'), 'full-width redirect-uri-absolute callback-domain'],
  [link().replace('www.qq.com', 'www。qq。com'), 'full-width callback-domain'],
  [link().replace('https%3A', 'https%EF%BC%9A'), 'full-width redirect-uri-absolute callback-domain'],
  [link().replace('?appid', '？appid'), `full-width appid-present redirect-uri-present ${noScopeNorType}`, 'unknown'],
  // host-wrong, link-http, path-wrong
  [link().replace('open.', 'api.'), 'host-wrong'],
  [link().replace('open.weixin.qq.com', 'open.weixin.com'), 'host-wrong'],
  [link().replace('open.weixin.qq.com', 'mp.weixin.qq.com'), 'host-wrong'],
  [link().replace('https://open', 'http://open'), 'link-http'],
  [link({ scope: 'snsapi_userinfo' }).replace('https://open', 'http://open'), 'link-http'],
  [link({ state: 'a-b' }).replace('https://open', 'http://open'), 'link-http state-alphabet'],
  [link().replace('authorize?', 'authorize/?'), 'path-wrong'],
  [link().replace('oauth2', 'oauth'), 'path-wrong'],
  [link().replace('/connect/oauth2/authorize', '/connect/OAuth2/Authorize'), 'path-wrong'],
  // wechat-redirect-misplaced
  [`${link()}&forcePopup=true`, 'wechat-redirect-misplaced wechat-redirect'],
  [
    `${page}?${queryOf({ state: undefined })}#wechat_redirect&state=a1b2c3d4`,
    'wechat-redirect-misplaced wechat-redirect',
  ],
  [`${page}?${queryOf()}%23wechat_redirect`, 'wechat-redirect-misplaced wechat-redirect state-alphabet'],
  [
    `${page}#wechat_redirect?${queryOf()}`,
    `wechat-redirect-misplaced wechat-redirect appid-present redirect-uri-present ${noScopeNorType}`,
  ],
  // client-id
  [link().replace('appid=', 'client_id='), 'client-id appid-present'],
  [
    `${page}?response_type=code&client_id=${ids.service}&state=abc&scope=snsapi_base&redirect_uri=https%3A%2F%2Fwww.qq.com%2Fcb`,
    'client-id appid-present parameter-order wechat-redirect',
  ],
  [
    `${page}?client_id=${ids.service}&redirect_uri=https%3A%2F%2Fwww.qq.com%2Fcb&scope=snsapi_base&state=abc&response_type=code#wechat_redirect`,
    'client-id appid-present parameter-order',
  ],
  // redirect_uri that is not encoded
  [bare('https://www.qq.com/#/home'), `redirect-uri-hash ${noScopeNorType} wechat-redirect`],
  [bare('https://www.qq.com/?a=1#/home'), `redirect-uri-hash ${noScopeNorType} wechat-redirect`],
  [bare('https://www.qq.com/index.html#!/login'), `redirect-uri-hash ${noScopeNorType} wechat-redirect`],
  [bare('https://www.qq.com/cb?a=1&b=2'), 'redirect-uri-ampersand parameter-order'],
  [bare('https://www.qq.com/cb?a=1&state=9'), 'redirect-uri-ampersand parameter-order parameter-once'],
  [bare('https://www.qq.com/cb?a=1&appid=wx1'), 'redirect-uri-ampersand parameter-order parameter-once'],
  [bare('https://www.qq.com/cb'), 'redirect-uri-unencoded'],
  [bare('https://www.qq.com/cb?from=menu'), 'redirect-uri-unencoded'],
  [bare('http://www.qq.com/cb'), 'redirect-uri-unencoded redirect-uri-https'],
  // redirect-uri-double-encoded, redirect-uri-no-scheme
  [
    link({ redirect_uri: encodeURIComponent('https://www.qq.com/cb') }),
    'redirect-uri-double-encoded redirect-uri-absolute callback-domain',
  ],
  [
    link({ redirect_uri: encodeURIComponent(encodeURIComponent('https://www.qq.com/cb?a=1')) }),
    'redirect-uri-double-encoded redirect-uri-absolute callback-domain',
  ],
  [
    link({ redirect_uri: encodeURIComponent('http://www.qq.com/cb') }),
    'redirect-uri-double-encoded redirect-uri-absolute callback-domain',
  ],
  [link({ redirect_uri: 'www.qq.com/cb' }), 'redirect-uri-no-scheme redirect-uri-absolute callback-domain'],
  [link({ redirect_uri: '//www.qq.com/cb' }), 'redirect-uri-no-scheme redirect-uri-absolute callback-domain'],
  [link({ redirect_uri: 'https:/www.qq.com/cb' }), 'redirect-uri-no-scheme redirect-uri-absolute callback-domain'],
  // redirect-uri-has-code, redirect-uri-hash-route
  [link({ redirect_uri: 'https://www.qq.com/cb?code=061abcd&state=1' }), 'redirect-uri-has-code'],
  [link({ redirect_uri: 'https://www.qq.com/cb?a=1&state=1' }), 'redirect-uri-has-code'],
  [link({ redirect_uri: 'https://www.qq.com/cb?code=0' }), 'redirect-uri-has-code'],
  [link({ redirect_uri: 'https://www.qq.com/#/home' }), 'redirect-uri-hash-route'],
  [link({ redirect_uri: 'https://www.qq.com/index.html#!/login' }), 'redirect-uri-hash-route'],
  [link({ redirect_uri: 'https://www.qq.com/?a=1#/b' }), 'redirect-uri-hash-route'],
  // redirect-uri-host, parsers-disagree: where nothing is known of the app
  [link({ redirect_uri: 'https://www.qq.com:8443/cb' }), 'redirect-uri-host', 'unknown'],
  [link({ redirect_uri: 'http://localhost/cb' }), 'redirect-uri-host', 'unknown'],
  [link({ redirect_uri: 'https://192.168.1.5/cb' }), 'redirect-uri-host', 'unknown'],
  [link({ redirect_uri: 'https://my_site.example.com/cb' }), 'redirect-uri-host', 'unknown'],
  [link({ redirect_uri: 'https://www.qq.com@evil.com/' }), 'redirect-uri-host', 'unknown'],
  [link({ redirect_uri: 'https://www.qq.com\\@evil.com/' }), 'parsers-disagree', 'unknown'],
  [link({ redirect_uri: 'https://www%2Eqq.com/' }), 'parsers-disagree', 'unknown'],
  [link({ redirect_uri: 'https://0x7f.1/' }), 'parsers-disagree', 'unknown'],
  [link({ redirect_uri: 'https://www.qq.com\u00AD/' }), 'hidden-characters callback-domain'],
  // placeholder
  [link({ state: 'STATE' }), 'placeholder'],
  [link({ appid: 'APPID' }), 'placeholder', 'unknown'],
  [link({ redirect_uri: 'REDIRECT_URI' }), 'placeholder redirect-uri-absolute', 'unknown'],
  [link({ state: '${state}' }), 'placeholder state-alphabet'],
  [link({ state: 'undefined' }), 'placeholder'],
  [
    `${page}?appid=APPID&redirect_uri=REDIRECT_URI&response_type=code&scope=SCOPE&state=STATE#wechat_redirect`,
    'placeholder appid-known scope-known redirect-uri-absolute',
  ],
  // appid-form
  [link({ appid: 'gh_0a1b2c3d4e5f' }), 'appid-form', 'unknown'],
  [link({ appid: 'WX0A1B2C3D4E5F6071' }), 'appid-form', 'unknown'],
  [link({ appid: 'wx0a1b2c3d4e5f60' }), 'appid-form', 'unknown'],
  // scope-misspelt, scope-several
  [link({ scope: 'snsapi_userInfo' }), 'scope-misspelt scope-known'],
  [link({ scope: 'snsapi_user_info' }), 'scope-misspelt scope-known'],
  [link({ scope: 'userinfo' }), 'scope-misspelt scope-known'],
  [link({ scope: 'snsapi-base' }), 'scope-misspelt scope-known'],
  [link({ scope: 'snsapi_base,snsapi_userinfo' }), 'scope-several scope-known'],
  [link({ scope: 'snsapi_base snsapi_userinfo' }), 'scope-several scope-known'],
  [link({ scope: 'snsapi_userinfo|snsapi_base' }), 'scope-several scope-known'],
  // wechat-appended
  [
    `${page}?${queryOf()}&connect_redirect=1&uin=MTIz&key=0123abcd&pass_ticket=abc#wechat_redirect`,
    'wechat-appended connect-redirect',
  ],
  [`${page}?${queryOf()}&version=28003253&exportkey=n_abc#wechat_redirect`, 'wechat-appended'],
  [`${page}?${queryOf()}&uin=MTIz&key=0123abcd&pass_ticket=abc&wx_header=0#wechat_redirect`, 'wechat-appended'],
  // secret-in-link
  [`${page}?${queryOf()}&secret=${secret}#wechat_redirect`, 'secret-in-link'],
  [link({ redirect_uri: `https://www.qq.com/cb?access_token=${token}` }), 'secret-in-link'],
  [`${page}?${queryOf()}&appsecret=${secret}&token=x#wechat_redirect`, 'secret-in-link'],
  [link({ x: `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc` }), 'secret-in-link'],
  // state-missing
  [link({ state: undefined }), 'state-missing'],
  [link({ state: '' }), 'state-missing'],
  [`${page}?${queryOf({ state: undefined })}`, 'state-missing wechat-redirect'],
  // force-popup-value, connect-redirect
  [link({ forcePopup: '1' }), 'force-popup-value'],
  [link({ forcepopup: 'true' }), 'force-popup-value'],
  [link({ forceSnapShot: 'yes' }), 'force-popup-value'],
  [link({ connect_redirect: '1' }), 'connect-redirect'],
  [link({ connect_redirect: '1', scope: 'snsapi_userinfo' }), 'connect-redirect'],
  [link({ forcePopup: 'true', connect_redirect: '1' }), 'connect-redirect'],
]
