import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authorizeParameters, buildAuthorizeLink, endpoints, extras, hosts, isWechatName } from '@weauth/protocol'
import { assertBilingual } from './bilingual.ts'

test('Every endpoint has its documented address and its parameters in the documented order', () => {
  const written = Object.entries(endpoints).map(([id, { host, path, methods, parameters }]) => {
    const query = parameters.map(
      ({ name, value, required }) => `${name}${value ? `=${value}` : ''}${required ? '' : '?'}`,
    )
    return `${id}: ${methods.join(' ')} ${hosts[host].name}${path} ${query.join(' ')}`
  })
  assert.deepEqual(written, [
    'authorize: GET open.weixin.qq.com/connect/oauth2/authorize appid redirect_uri response_type=code scope state?',
    'qrconnect: GET open.weixin.qq.com/connect/qrconnect appid redirect_uri response_type=code scope=snsapi_login state? lang?',
    'accessToken: GET api.weixin.qq.com/sns/oauth2/access_token appid secret code grant_type=authorization_code',
    'refreshToken: GET api.weixin.qq.com/sns/oauth2/refresh_token appid grant_type=refresh_token refresh_token',
    'userinfo: GET api.weixin.qq.com/sns/userinfo access_token openid lang?',
    'auth: GET api.weixin.qq.com/sns/auth access_token openid',
    'token: GET api.weixin.qq.com/cgi-bin/token grant_type=client_credential appid secret',
    'stableToken: POST api.weixin.qq.com/cgi-bin/stable_token grant_type=client_credential appid secret force_refresh?',
    'followerInfo: GET api.weixin.qq.com/cgi-bin/user/info access_token openid lang?',
    'ticket: GET api.weixin.qq.com/cgi-bin/ticket/getticket access_token type',
    'clearQuota: POST api.weixin.qq.com/cgi-bin/clear_quota access_token appid',
    'componentToken: POST api.weixin.qq.com/cgi-bin/component/api_component_token component_appid component_appsecret component_verify_ticket',
    'componentAccessToken: GET api.weixin.qq.com/sns/oauth2/component/access_token appid code grant_type=authorization_code component_appid component_access_token',
    'componentRefreshToken: GET api.weixin.qq.com/sns/oauth2/component/refresh_token appid grant_type=refresh_token component_appid component_access_token refresh_token',
  ])
})

test('The table and the authorize link agree on path, host and parameters', () => {
  const { host, path, parameters } = endpoints.authorize
  assert.deepEqual(
    parameters.map(({ name }) => name),
    [...authorizeParameters],
  )
  const link = buildAuthorizeLink({
    appid: 'wx0a1b2c3d4e5f6071',
    redirectUri: 'https://a.example/',
    scope: 'snsapi_base',
  })
  assert.ok(link.startsWith(`https://${hosts[host].name}${path}?`))
})

test('Of the calls whose limit is stated, those of web authorization may be made 50 000 times a minute', () => {
  const limited = Object.entries(endpoints).filter(([, { callsPerMinute }]) => callsPerMinute !== undefined)
  assert.deepEqual(
    limited.map(([id, { callsPerMinute }]) => [id, callsPerMinute]),
    [
      ['accessToken', 50_000],
      ['refreshToken', 50_000],
      ['userinfo', 50_000],
      ['stableToken', 10_000],
    ],
  )
})

test('A day allows 2000 ordinary tokens, 500 000 stable ones and five million looks at followers', () => {
  assert.deepEqual(
    Object.entries(endpoints).flatMap(([id, { callsPerDay }]) =>
      callsPerDay === undefined ? [] : [[id, callsPerDay]],
    ),
    [
      ['token', 2000],
      ['stableToken', 500_000],
      ['followerInfo', 5_000_000],
    ],
  )
})

test('Every alias of the api host is known', () => {
  const names = Object.values(hosts).filter(({ serves }) => serves === 'api')
  assert.deepEqual(
    names.map(({ name }) => name),
    ['api', 'api2', 'sh.api', 'sz.api', 'hk.api'].map((name) => `${name}.weixin.qq.com`),
  )
})

test('An extra parameter is none of the five of the document, and says who adds it', () => {
  const documented: readonly string[] = authorizeParameters
  for (const name of Object.keys(extras)) assert.ok(!documented.includes(name), name)
  const byDeveloper = Object.entries(extras).filter(([, { addedBy }]) => addedBy === 'developer')
  assert.deepEqual(
    byDeveloper.map(([name]) => name),
    ['forcePopup', 'forceSnapShot', 'component_appid', 'connect_redirect'],
  )
})

test('Hosts, parameters and extras are explained in Chinese and English', () => {
  const parameters = Object.values(endpoints).flatMap((endpoint) => endpoint.parameters)
  for (const { name, meaning } of [...Object.values(hosts), ...parameters]) assertBilingual({ meaning }, name)
  for (const [name, { meaning }] of Object.entries(extras)) assertBilingual({ meaning }, name)
})

test('A name of WeChat is known in capitals and with a dot at its end, and no name around it is', () => {
  for (const name of ['api.weixin.qq.com', 'API.Weixin.qq.com', 'wx.qlogo.cn.']) assert.ok(isWechatName(name), name)
  for (const name of ['weixin.qq.com', 'api.weixin.qq.com.evil.com', 'a.api.weixin.qq.com', 'api.weixin.qq.com..', ''])
    assert.ok(!isWechatName(name), name)
})
