/** What a login is on each server: the requests a user's browser and a business server send, one after the other. */
import type { Answer, Connection } from './connection.ts'
import { get, header } from './connection.ts'

/** One user at work on a connection. `login` does a whole login and tells how many requests it took. */
export type Flow = (connection: Connection) => Promise<{ readonly login: () => Promise<number> }>

/** Where a redirect leads. Throws with what came instead. */
export function locationOf(answer: Answer): URL {
  const location = header(answer, 'location')
  if (location === '') throw new Error(`no redirect: ${answer.head.slice(0, 200)} ${answer.body.slice(0, 300)}`)
  return new URL(location, 'http://127.0.0.1')
}

/** The code in a redirect. */
export function codeOf(answer: Answer): string {
  const location = header(answer, 'location')
  const code = /[?&]code=([^&#]*)/.exec(location)?.[1]
  if (code === undefined) throw new Error(`no code: ${answer.head.slice(0, 400)} ${answer.body.slice(0, 300)}`)
  return code
}

/** A member of a JSON answer, without parsing it: the driver has no time to spare. Throws with what came instead. */
export function member(answer: Answer, name: string): string {
  const start = answer.body.indexOf(`"${name}":`)
  if (start < 0) throw new Error(`no ${name}: ${answer.head.slice(0, 120)} ${answer.body.slice(0, 300)}`)
  const from = start + name.length + 3
  const at = answer.body.indexOf('"', from) + 1
  return answer.body.slice(at, answer.body.indexOf('"', at))
}

/** The app of every WeChat-speaking server of the benchmark. */
export const benchApp = {
  appid: 'wx0000000000000001',
  secret: '0123456789abcdef0123456789abcdef',
  callback: 'http://shop.example.com/callback',
} as const

const { appid, secret } = benchApp
const callback = encodeURIComponent(benchApp.callback)

/** The bytes with which a browser opens the link of a login and consents. */
export const authorizeRequest: string = get(
  `/connect/oauth2/authorize?appid=${appid}&redirect_uri=${callback}&response_type=code&scope=snsapi_userinfo&state=s1`,
  'X-Weauth-User: bench\r\nX-Weauth-Consent: allow\r\n',
)

/** WeChat's own login: link, exchange, refresh, user info, check. */
export const wechat: Flow = async (connection) => {
  const exchange = `/sns/oauth2/access_token?appid=${appid}&secret=${secret}&grant_type=authorization_code&code=`
  const refresh = `/sns/oauth2/refresh_token?appid=${appid}&grant_type=refresh_token&refresh_token=`
  return {
    async login() {
      const code = codeOf(await connection.send(authorizeRequest))
      const token = await connection.send(get(exchange + code))
      const openid = member(token, 'openid')
      const fresh = await connection.send(get(refresh + member(token, 'refresh_token')))
      const query = `access_token=${member(fresh, 'access_token')}&openid=${openid}`
      member(await connection.send(get(`/sns/userinfo?${query}&lang=zh_CN`)), 'nickname')
      member(await connection.send(get(`/sns/auth?${query}`)), 'errmsg')
      return 5
    },
  }
}
