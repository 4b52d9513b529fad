/** Every secret in every place where it does not belong, and the pages that show what happened. */
import { get, post } from '../bench/connection.ts'
import type { Canaries } from './canary-watch.ts'
import { appids } from './canary-world.ts'

/** A request, and what its answer may hold all the same. */
export type Misplaced = { readonly bytes: string; readonly owned: readonly string[] }

const json = (path: string, body: string): string => post(path, body).replace('x-www-form-urlencoded', 'json')

const apiPaths = [
  '/sns/oauth2/access_token',
  '/sns/oauth2/refresh_token',
  '/sns/userinfo',
  '/sns/auth',
  '/cgi-bin/token',
  '/cgi-bin/user/info',
  '/cgi-bin/ticket/getticket',
  '/sns/oauth2/component/access_token',
  '/sns/oauth2/component/refresh_token',
]
const parameters = [
  'appid',
  'secret',
  'code',
  'refresh_token',
  'access_token',
  'openid',
  'grant_type',
  'component_appid',
]
const jsonPaths = ['/cgi-bin/stable_token', '/cgi-bin/clear_quota', '/cgi-bin/component/api_component_token']
const webPaths = ['/connect/oauth2/authorize', '/connect/qrconnect', '/connect/confirm', '/connect/l/qrconnect']

function places(value: string): string[] {
  const all = Object.fromEntries(parameters.map((name) => [name, value]))
  const filled = { appid: appids.shop, secret: 'x', code: 'x', openid: 'x', access_token: 'x', refresh_token: 'x' }
  const form = new URLSearchParams(all).toString()
  return [
    ...apiPaths.map((path) => get(`${path}?${form}`)),
    ...apiPaths.map((path) => post(path, form)),
    ...parameters.map((name) => get(`${apiPaths[0]}?${new URLSearchParams({ ...filled, [name]: value })}`)),
    ...jsonPaths.flatMap((path) => [
      json(path, JSON.stringify(all)),
      json(path, `{"secret":"${value}"`),
      json(path, value),
    ]),
    ...webPaths.map((path) => get(`${path}?${form}&uuid=${value}&state=x`)),
    get(`/sns/${value}`),
    get(`/${value}?${value}=1&${value}`),
    get(`/connect/qrcode/${value}`),
    get(
      '/sns/auth',
      `Authorization: Bearer ${value}\r\nCookie: weauth_session=${value}\r\nReferer: http://x/${value}\r\n`,
    ),
    get('/metrics', `Authorization: Basic ${Buffer.from(value).toString('base64')}\r\n`),
    get('/connect/oauth2/authorize', `User-Agent: ${value}\r\nX-Forwarded-For: ${value}\r\n`),
    post('/connect/oauth2/confirm', `request=${value}&decision=${value}`),
    // Neither a request nor its end.
    `GET /${value} HTTP/9.9\r\n${value}\r\n\r\n`,
    `${value} / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${value}\r\n\r\n`,
  ]
}

const looksSecret = (value: string): boolean => /^(?:061|59_|ticket@@@)|^[0-9a-f]{32}$/.test(value)

/** The requests, for every canary there is by now, and then those that show what is remembered of them. */
export function misplaced(
  mode: 'production' | 'development',
  canaries: Canaries,
): [asked: Misplaced[], seeing: Misplaced[]] {
  const asked = canaries.names().flatMap((name) => {
    // A developer may see what they have sent; and whoever shows a QR login's own uuid is told its code.
    const owned = [...(mode === 'production' ? [] : [name]), ...(name === 'uuid' ? ['code of the QR login'] : [])]
    return places(canaries.value(name)).map((bytes) => ({ bytes, owned }))
  })
  const seeing = [
    get('/healthz'),
    get('/readyz'),
    get('/metrics'),
    get('/metrics', `Authorization: Bearer ${canaries.value('admin token')}\r\n`),
    get('/_weauth/traces'),
    get('/_weauth/traces', 'Accept: application/json\r\n'),
  ]
  // Under a name that is not its own, only what has a look of its own can be told from any other text of a developer.
  const shown = mode === 'production' ? [] : canaries.names().filter((name) => !looksSecret(canaries.value(name)))
  return [asked, seeing.map((bytes) => ({ bytes, owned: shown }))]
}
