import type { AuthorizeScope, WeauthError } from '@weauth/client'
import type { Html } from './html.ts'
import { html } from './html.ts'
import type { Page, Say } from './layout.ts'
import { avatar, nameOf } from './layout.ts'
import type { Login } from './login.ts'

/** The names of the six steps, as announced on `/` and told on `/me`. */
export function stepNames({ say }: Page): readonly string[] {
  return [
    say('构造授权链接', 'The authorize link'),
    say('收到回调', 'The callback'),
    say('用 code 换取令牌', 'The code becomes tokens'),
    say('拉取用户信息', 'User info'),
    say('刷新令牌', 'Refresh the token'),
    say('检验令牌', 'Check the token'),
  ]
}

/** The address that begins a login: absolute, because the cookie must be set on the host to which WeChat comes back. */
export const loginUrl = ({ origin }: Page, scope: AuthorizeScope): string => `${origin}/login?scope=${scope}`

/** A button that posts. */
export function postButton(action: string, text: string): Html {
  return html`<form method="post" action="${action}"><button class="button small">${text}</button></form>`
}

/** `/`: what the demo shows, and the two ways to log in. */
export function homePage(page: Page): Html {
  const { say, login } = page
  const names = stepNames(page).map((name, index) => (login ? html`<a href="/me#step-${index + 1}">${name}</a>` : name))
  return html`<section>
      <h1>${say('微信登录，每一步都看得见', 'WeChat login, every step in sight')}</h1>
      <p>
        ${say(
          '登录一次，商城就把这次登录的链接、回调、令牌与用户信息原样展示给你。',
          'Log in, and the shop shows you that very login: the link, the callback, the tokens, the user info.',
        )}
      </p>
    </section>
    ${login ? welcome(page, login) : choices(page)}
    <section class="card">
      <h2>${say('六个步骤', 'Six steps')}</h2>
      <ol class="preview">
        ${names.map((name, index) => html`<li><span class="number">${index + 1}</span>${name}</li>`)}
      </ol>
    </section>`
}

/** A heading that greets whoever is logged in. */
export const greeting = (say: Say, name: string): Html =>
  html`<h1><span class="quiet">${say('你好', 'Hello')}</span> <bdi class="clamp">${name}</bdi></h1>`

function choices(page: Page): Html {
  const { say } = page
  return html`<section class="choices">
    <div class="card">
      <h2>${say('知道你是谁', 'To know who you are')}</h2>
      <p>
        ${say('微信会询问用户；同意后得到昵称和头像。', 'WeChat asks the user, and then tells nickname and picture.')}
      </p>
      <a class="button primary" href="${loginUrl(page, 'snsapi_userinfo')}"
        >${say('微信登录', 'Log in with WeChat')} <code>snsapi_userinfo</code></a
      >
    </div>
    <div class="card">
      <h2>${say('只要认得你', 'To know you again')}</h2>
      <p>${say('不打扰用户，直接回来；只得到 openid。', 'Nobody is asked; the shop learns the openid only.')}</p>
      <a class="button" href="${loginUrl(page, 'snsapi_base')}"
        >${say('静默登录', 'Log in silently')} <code>snsapi_base</code></a
      >
    </div>
  </section>`
}

function welcome({ say }: Page, login: Login): Html {
  const { name, picture } = nameOf(login)
  return html`<section class="card row">
    ${avatar(name, picture, 64)}
    <div class="grow">
      ${greeting(say, name)}
      <p class="quiet"><code>${login.scope}</code></p>
    </div>
    <a class="button primary small" href="/me">${say('查看这次登录', 'See this login')}</a>
    ${postButton('/logout', say('退出登录', 'Log out'))}
  </section>`
}

/** An error of the client, with its hint in both languages: whoever mends it may read another one than the user. */
export function failure({ say }: Page, { message, hint }: Pick<WeauthError, 'message' | 'hint'>): Html {
  const [first, second] = say([hint.zh, hint.en], [hint.en, hint.zh])
  return html`<div class="result bad" role="alert">
    <p><code>${message}</code></p>
    <p>${first}</p>
    <p>${second}</p>
  </div>`
}

/** For what is not there. */
export const noPage = ({ say }: Page): Html =>
  html`<section class="card notice">
    <h1>${say('没有这个页面', 'No such page')}</h1>
    <p>${say('请从首页开始。', 'Please start at the home page.')}</p>
    <a href="/">${say('回到首页', 'Back to the shop')}</a>
  </section>`
