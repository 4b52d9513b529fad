import { ids } from './apps.ts'

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const hosts = [
  'www.qq.com',
  'wx.qq.com',
  'qq.com',
  'pay.qq.com',
  'WWW.QQ.com',
  'platform.example.com',
  'localhost',
  '127.0.0.1:3000',
  'www.qq.com:443',
  'www.qq.com:8443',
  'www.qq.com.evil.com',
  'me@www.qq.com',
  'www。qq。com',
  'www.qq.com\u200B',
  'www%2Eqq.com',
  'www.qq.com\\@evil.com',
  '0x7f.1',
  '[::1]',
  '',
]
const paths = [
  '',
  '/',
  '/cb',
  '/mp',
  '/mp/login',
  '/mp/../x',
  '/a b',
  '/微信',
  '/%zz',
  '/cb?a=1',
  '/cb?a=1&b=2',
  '/cb?code=1&state=2',
  '/cb?access_token=59_abcdefghijk',
  '/#/home',
  '/?x=1#!/y',
]
const values: Readonly<Record<string, readonly string[]>> = {
  appid: [
    ...Object.values(ids),
    ids.service,
    ids.service,
    ids.service,
    '',
    'APPID',
    'gh_0a1b2c3d4e5f',
    ` ${ids.service}`,
    ids.service.toUpperCase(),
    'undefined',
  ],
  response_type: ['code', 'code', 'code', 'code', 'token', 'CODE', '', 'code '],
  scope: [
    'snsapi_base',
    'snsapi_base',
    'snsapi_userinfo',
    'snsapi_userinfo',
    'snsapi_login',
    '',
    'snsapi_userInfo',
    'snsapi_base,snsapi_userinfo',
    'base',
    ' snsapi_base',
  ],
  state: [
    'abc',
    'a1b2c3d4',
    '',
    'STATE',
    'a-b',
    '{"a":1}',
    'x'.repeat(128),
    'x'.repeat(129),
    '微信',
    'a\r\nb',
    'secret=0123',
    '${state}',
  ],
  component_appid: [ids.component, ids.service, ids.nobody, ''],
  connect_redirect: ['1'],
  client_id: [ids.service],
  forcePopup: ['true', '1'],
  secret: ['0123456789abcdef0123456789abcdef'],
  uin: ['MTIz'],
  x: ['y', 'z'.repeat(900), 'z'.repeat(2000), ''],
}

/** What a link mostly says, where it is not the first of the values. */
const usual: Readonly<Record<'oauth2/authorize' | 'qrconnect', Readonly<Record<string, string>>>> = {
  'oauth2/authorize': {},
  qrconnect: { appid: ids.site, scope: 'snsapi_login' },
}

const inOrder = ['appid', 'redirect_uri', 'response_type', 'scope', 'state']

/** Links as people, templates and libraries get them wrong, most of them in one or two ways: the same for the same numbers. */
export function generateLink(
  random: () => number,
  page: 'oauth2/authorize' | 'qrconnect' = 'oauth2/authorize',
): string {
  const chance = (of: number): boolean => random() < of
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const uri = (): string =>
    `${pick(['https://', 'https://', 'https://', 'http://', '', '//', 'javascript://', 'https:/'])}${pick(chance(0.7) ? hosts.slice(0, 2) : hosts)}${pick(paths)}`
  const value = (name: string): string =>
    name === 'redirect_uri'
      ? uri()
      : chance(0.7)
        ? (usual[page][name] ?? values[name]?.[0] ?? '')
        : pick(values[name] ?? [''])
  const written = (text: string): string => {
    if (chance(0.85)) return encodeURIComponent(text.toWellFormed())
    return chance(0.5) ? encodeURIComponent(encodeURIComponent(text.toWellFormed())) : text.replaceAll(/[\r\n]/g, ' ')
  }

  let names = inOrder.filter(() => chance(0.96))
  if (chance(0.15)) names = names.toSorted(() => random() - 0.5)
  const extras = Object.keys(values).filter((name) => !inOrder.includes(name) && chance(0.08))
  names = chance(0.8) ? [...names, ...extras] : [...extras, ...names]
  if (chance(0.04) && names.length > 0) names.push(pick(names))
  const query = names
    .map((name) => `${chance(0.02) ? name.toUpperCase() : name}${chance(0.01) ? '' : `=${written(value(name))}`}`)
    .join(chance(0.03) ? '&amp;' : chance(0.03) ? '&&' : '&')
  const fragment = pick(['#wechat_redirect', '#wechat_redirect', '#wechat_redirect', '', '#', '#wechat_redirect&a=1'])
  const host = pick(['open.weixin.qq.com', 'open.weixin.qq.com', '127.0.0.1'])
  return `https://${host}/connect/${page}${chance(0.01) ? '' : `?${query}`}${fragment}`
}
