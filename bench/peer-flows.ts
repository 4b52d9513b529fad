/** A login on each peer, in its own protocol: the fewest requests by which its user and business get as far. */
import type { Answer, Connection } from './connection.ts'
import { get, header, post } from './connection.ts'
import type { Flow } from './flow.ts'
import { codeOf, member } from './flow.ts'

/** The client of every peer. */
export const peerClient = {
  id: 'bench',
  secret: 'bench-secret',
  callback: 'https://shop.example.com/callback',
} as const

const callback = encodeURIComponent(peerClient.callback)
const client = `client_id=${peerClient.id}&client_secret=${peerClient.secret}`
const bearer = (token: string): string => `Authorization: Bearer ${token}\r\n`
const exchange = (code: string, more = ''): string =>
  `grant_type=authorization_code&code=${code}&redirect_uri=${callback}&${client}${more}`
const authorize = (path: string, scope: string, more = ''): string =>
  `${path}?client_id=${peerClient.id}&redirect_uri=${callback}&response_type=code&scope=${scope}&state=s1${more}`

/** link, exchange, refresh, user info: for a server that redirects at once. */
const plain =
  (paths: { authorize: string; token: string; userinfo: string }, scope: string, field: string): Flow =>
  async (connection) => {
    const link = get(authorize(paths.authorize, scope))
    return {
      async login() {
        const code = codeOf(await connection.send(link))
        const token = await connection.send(post(paths.token, exchange(code)))
        const refresh = `grant_type=refresh_token&refresh_token=${member(token, 'refresh_token')}&${client}`
        const fresh = await connection.send(post(paths.token, refresh))
        const info = await connection.send(get(paths.userinfo, bearer(member(fresh, 'access_token'))))
        member(info, field)
        return 4
      },
    }
  }

export const small: Flow = plain({ authorize: '/authorize', token: '/token', userinfo: '/userinfo' }, 'profile', 'sub')
export const mockServer: Flow = plain(
  { authorize: '/authorize', token: '/token', userinfo: '/userinfo' },
  'openid',
  'sub',
)

/** The cookies an answer sets, as a browser sends them back. */
function cookiesOf({ head }: Answer): string {
  const set = [...head.matchAll(/\r\nset-cookie: *([^;\r]+)/gi)].map(([, pair]) => pair)
  return set.length === 0 ? '' : `Cookie: ${set.join('; ')}\r\n`
}

/** openauth: two hops with a cookie between, exchange, refresh; it has no user info: the access token is the answer. */
export const openauth: Flow = async (connection) => ({
  async login() {
    const first = await connection.send(get(authorize('/authorize', 'profile', '&provider=bench')))
    const second = await connection.send(get('/bench/authorize', cookiesOf(first)))
    const token = await connection.send(post('/token', exchange(codeOf(second))))
    const refresh = `grant_type=refresh_token&refresh_token=${encodeURIComponent(member(token, 'refresh_token'))}`
    member(await connection.send(post('/token', `${refresh}&${client}`)), 'access_token')
    return 4
  },
})

/** emulate's Google: the page of users, the click, exchange, user info. */
export const emulate: Flow = async (connection) => {
  const form = `email=testuser%40example.com&redirect_uri=${callback}&scope=openid&state=s1&nonce=&client_id=${peerClient.id}&code_challenge=&code_challenge_method=`
  return {
    async login() {
      await connection.send(get(authorize('/o/oauth2/v2/auth', 'openid')))
      const code = codeOf(await connection.send(post('/o/oauth2/v2/auth/callback', form)))
      const token = await connection.send(post('/oauth2/token', exchange(code)))
      member(await connection.send(get('/oauth2/v2/userinfo', bearer(member(token, 'access_token')))), 'email')
      return 4
    },
  }
}

/** Follows redirects with a jar of cookies, until one leads back to the client. */
async function followToCode(connection: Connection, path: string): Promise<{ cookie: string }> {
  const jar = new Map<string, string>()
  let answer: Answer | undefined
  let request = get(path)
  for (let hop = 0; hop < 12; hop += 1) {
    answer = await connection.send(request)
    for (const [, name = '', value = ''] of answer.head.matchAll(/\r\nset-cookie: *([^=]+)=([^;\r]*)/gi)) {
      jar.set(name, value)
    }
    const cookie = `Cookie: ${[...jar].map(([name, value]) => `${name}=${value}`).join('; ')}\r\n`
    const location = header(answer, 'location')
    if (location.startsWith(peerClient.callback)) return { cookie }
    const url = new URL(location === '' ? '/' : location, 'http://127.0.0.1')
    const prompt = /name="prompt" value="(\w+)"/.exec(answer.body)?.[1]
    const action = /action="[^"]*(\/interaction\/[^"]+)"/.exec(answer.body)?.[1]
    request = prompt
      ? post(action ?? '', `prompt=${prompt}&login=bench&password=bench`, cookie)
      : get(url.pathname + url.search, cookie)
  }
  throw new Error(`no login: ${answer?.head} ${answer?.body.slice(0, 500)}`)
}

/** oidc-provider: its own development pages once for each user; then the session's login is silent: link, exchange, user info. */
export const oidcProvider: Flow = async (connection) => {
  const link = authorize('/auth', 'openid')
  const { cookie } = await followToCode(connection, link)
  return {
    async login() {
      const code = codeOf(await connection.send(get(link, cookie)))
      const token = await connection.send(post('/token', exchange(code)))
      member(await connection.send(get('/me', bearer(member(token, 'access_token')))), 'sub')
      return 3
    },
  }
}

/** better-auth: signed in once for each user, then link, exchange, user info. */
export const betterAuth: Flow = async (connection) => {
  const { id, secret, cookie } = JSON.parse((await connection.send(get('/setup'))).body) as Record<string, string>
  const link = get(
    `/api/auth/oauth2/authorize?client_id=${id}&redirect_uri=${callback}&response_type=code&scope=openid&state=s1`,
    `Cookie: ${cookie}\r\n`,
  )
  const form = `grant_type=authorization_code&redirect_uri=${callback}&client_id=${id}&client_secret=${secret}&code=`
  return {
    async login() {
      const code = codeOf(await connection.send(link))
      const token = await connection.send(post('/api/auth/oauth2/token', form + code))
      member(await connection.send(get('/api/auth/oauth2/userinfo', bearer(member(token, 'access_token')))), 'sub')
      return 3
    },
  }
}
