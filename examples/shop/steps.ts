import type { TokenReply, UserinfoReply } from '@weauth/client'
import type { Content, Html } from './html.ts'
import { html } from './html.ts'
import type { Page } from './layout.ts'
import { avatar, nameOf } from './layout.ts'
import type { Login } from './login.ts'
import { failure, greeting, loginUrl, postButton, stepNames } from './pages.ts'

/** What has no value was not in the answer. */
type Row = readonly [name: string, value: Content, note?: string | undefined]

function rows(all: readonly Row[]): Html {
  return html`<dl>
    ${all.map(
      ([name, value, note]) =>
        value !== undefined &&
        html`<div>
          <dt><code>${name}</code></dt>
          <dd>${value}</dd>
          ${note !== undefined && html`<dd>${note}</dd>`}
        </div>`,
    )}
  </dl>`
}

/** What went over the wire, as it stood there. */
const line = (text: string): Html => html`<code class="line">${text}</code>`

/** `/me`: one login, step by step. */
export function stepsPage(page: Page, login: Login): Html {
  const { say } = page
  const { name, picture } = nameOf(login)
  const browser = say('浏览器', 'browser')
  const shop = say('商城', 'shop')
  const wechat = say('微信', 'WeChat')
  const ways = [`${shop} → ${browser} → ${wechat}`, `${wechat} → ${browser} → ${shop}`, `${shop} ⇄ ${wechat}`]
  const bodies = [linkStep, callbackStep, tokenStep, userStep, refreshStep, checkStep]
  return html`<section class="row">
      ${avatar(name, picture, 64)}
      <div class="grow">${greeting(say, name)}</div>
      ${postButton('/logout', say('退出登录', 'Log out'))}
    </section>
    ${bodies.map(
      (body, index) =>
        html`<section class="card step" id="step-${index + 1}">
          <header>
            <span class="number">${index + 1}</span>
            <div>
              <h2>${stepNames(page)[index]}</h2>
              <p class="quiet">${ways[Math.min(index, 2)]}</p>
            </div>
          </header>
          ${body(page, login)}
        </section>`,
    )}`
}

function linkStep({ say }: Page, { link }: Login): Content {
  const notes: Readonly<Record<string, string>> = {
    appid: say('哪个公众号在请求授权', 'Which account asks'),
    redirect_uri: say(
      '回调地址，其域名须与后台配置完全一致',
      'Where to come back to; its host is configured with WeChat',
    ),
    response_type: say('固定为 code', 'Always code'),
    scope: say(
      'snsapi_base 静默，只得到 openid；snsapi_userinfo 询问用户',
      'snsapi_base is silent and yields the openid only; snsapi_userinfo asks the user',
    ),
    state: say(
      '32 位随机数，只用一次，只在发起登录的浏览器里有效（签名的 cookie）',
      '32 random characters, for one use, and only in the browser that began (a signed cookie)',
    ),
  }
  const { searchParams, hash } = new URL(link)
  return [
    line(`302 → ${link}`),
    rows([
      ...Array.from(searchParams, ([name, value]): Row => [name, value, notes[name]]),
      ['#', hash.slice(1), say('必须带上；参数顺序也不能变', 'Required, and so is this order of the parameters')],
    ]),
  ]
}

function callbackStep({ say }: Page, { code, state }: Login): Content {
  return [
    line(`GET /callback?code=${code}&state=${state}`),
    html`<ul class="checks">
      <li>${say('这次登录由这个浏览器发起：cookie 为证', 'This browser began the login: its cookie says so')}</li>
      <li>${say('state 由商城发出，此前没有用过', 'The shop had issued the state, and it was not used before')}</li>
      <li>
        ${say('这之后才看 code：一次有效，5 分钟过期', 'Only then the code is looked at: good once, for 5 minutes')}
      </li>
    </ul>`,
  ]
}

function tokenRows({ say }: Page, token: TokenReply): Row[] {
  return [
    ['access_token', token.accessToken, say('只留在服务器上', 'Never leaves the server')],
    ['expires_in', `${token.expiresInSeconds} ${say('秒', 'seconds')}`],
    ['refresh_token', token.refreshToken, say('比 access_token 活得久，用来换新的', 'Lives longer; yields new tokens')],
    ['openid', token.openid, say('这个用户在这个公众号下的编号', 'This user, as this one account knows them')],
    ['scope', token.scope],
    ['unionid', token.unionid, say('同一开放平台的各应用里都相同', 'The same in all apps of one company')],
  ]
}

function tokenStep(page: Page, { token }: Login): Content {
  return [line('GET /sns/oauth2/access_token'), rows(tokenRows(page, token))]
}

function userStep(page: Page, { user }: Login): Content {
  const { say } = page
  const call = user && line('GET /sns/userinfo')
  if (user && 'value' in user) return [call, rows(userRows(page, user.value))]
  const why = user && failure(page, user.error)
  return [
    html`<p>
      ${say(
        'snsapi_base 的令牌不能拉取用户信息，微信会回答 48001。需要昵称和头像时，用 snsapi_userinfo 登录。',
        'A token of snsapi_base gets no user info: WeChat answers 48001. For nickname and picture, log in with snsapi_userinfo.',
      )}
    </p>`,
    call,
    why,
    html`<div class="row">
      <a class="button primary small" href="${loginUrl(page, 'snsapi_userinfo')}"
        >${say('微信登录', 'Log in with WeChat')}</a
      >
      ${postButton('/userinfo', say('仍然试试', 'Try it anyway'))}
    </div>`,
  ]
}

function userRows({ say }: Page, user: UserinfoReply): Row[] {
  const sex = [say('未知', 'unknown'), say('男', 'male'), say('女', 'female')][user.sex]
  const region = [user.country, user.province, user.city].filter((part) => part !== '')
  return [
    ['headimgurl', avatar(user.nickname, user.headimgurl, 132), user.headimgurl],
    ['nickname', user.nickname],
    ['sex', `${user.sex}${sex === undefined ? '' : ` (${sex})`}`],
    ['country, province, city', region.join(' · ')],
    ['privilege', JSON.stringify(user.privilege)],
    ['openid', user.openid],
    ['unionid', user.unionid],
  ]
}

function refreshStep(page: Page, { refreshed, token }: Login): Content {
  const { say } = page
  return [
    html`<p>
      ${say(
        'access_token 两小时过期。用 refresh_token 换新的，不必打扰用户。',
        'The access token ends after two hours. The refresh token gets another, and nobody is asked.',
      )}
    </p>`,
    refreshed && line('GET /sns/oauth2/refresh_token'),
    refreshed &&
      ('error' in refreshed
        ? failure(page, refreshed.error)
        : [
            html`<p class="result" role="status">
              ${
                refreshed.value.accessToken === token.accessToken
                  ? say('同一个 access_token，有效期延长了', 'The same access token, for longer')
                  : say('得到了新的 access_token', 'A new access token')
              }
            </p>`,
            rows([
              ['access_token', refreshed.value.accessToken],
              ['refresh_token', say('加密保存，不会交出来', 'Kept encrypted, and never handed out')],
            ]),
          ]),
    postButton('/refresh', say('刷新', 'Refresh')),
  ]
}

function checkStep(page: Page, { valid }: Login): Content {
  const { say } = page
  return [
    html`<p>${say('问微信：这个 access_token 还有效吗？', 'Ask WeChat whether the access token is still good.')}</p>`,
    valid && line('GET /sns/auth'),
    valid &&
      ('error' in valid
        ? failure(page, valid.error)
        : html`<p class="result ${!valid.value && 'bad'}" role="status">
            ${valid.value ? say('有效', 'It is valid') : say('无效', 'It is not valid')}
          </p>`),
    postButton('/check', say('检验', 'Check')),
  ]
}
