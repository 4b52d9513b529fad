/** The floor: what Node's own HTTP server can do when it answers the same requests with the same bytes every time, and knows nothing. */
import { benchApp } from '../flow.ts'
import type { Start } from './listen.ts'
import { listen } from './listen.ts'

const token = `"access_token":"${'A'.repeat(110)}","expires_in":7200,"refresh_token":"${'R'.repeat(110)}"`
const answers: Readonly<Record<string, string>> = {
  '/sns/oauth2/access_token': `{${token},"openid":"o${'u'.repeat(27)}","scope":"snsapi_userinfo"}`,
  '/sns/oauth2/refresh_token': `{${token},"openid":"o${'u'.repeat(27)}","scope":"snsapi_userinfo"}`,
  '/sns/userinfo': `{"openid":"o${'u'.repeat(27)}","nickname":"bench","sex":1,"province":"","city":"","country":"","headimgurl":"","privilege":[]}`,
  '/sns/auth': '{"errcode":0,"errmsg":"ok"}',
}
const location = `${benchApp.callback}?code=${'C'.repeat(32)}&state=s1`

/** The constant answer to each of WeChat's five requests. */
export const start: Start = () =>
  listen((request, response) => {
    const url = request.url ?? ''
    const query = url.indexOf('?')
    const body = answers[query < 0 ? url : url.slice(0, query)]
    if (body === undefined) response.writeHead(302, { location, 'content-length': 0 }).end()
    else response.writeHead(200, { 'content-type': 'text/plain', 'content-length': body.length }).end(body)
  })
