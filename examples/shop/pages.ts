import type { AuthorizeScope, WeauthError } from '@weauth/client'
import type { Content, Html } from './html.ts'
import { html } from './html.ts'
import type { Page, Say } from './layout.ts'
import { avatar, nameOf } from './layout.ts'
import type { Ending, Login } from './login.ts'

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
export function failure({ say }: Page, { message, hint }: WeauthError): Html {
  const [first, second] = say([hint.zh, hint.en], [hint.en, hint.zh])
  return html`<div class="result bad" role="alert">
    <p><code>${message}</code></p>
    <p>${first}</p>
    <p>${second}</p>
  </div>`
}

/** Why the callback did not end in a login, and a way to try again. */
export function endingPage(page: Page, ending: Exclude<Ending, { kind: 'loggedIn' }>): Html {
  const scope = ending.kind === 'unknown' ? 'snsapi_userinfo' : ending.scope
  const again = html`<a class="button primary" href="${loginUrl(page, scope)}">${page.say('再试一次', 'Try again')}</a>`
  return noticePage(page, ending.kind, [ending.kind === 'failed' && failure(page, ending.error), again])
}

type Notice = Exclude<Ending['kind'], 'loggedIn'> | 'noPage'

/** A page of one message. */
export function noticePage({ say }: Page, notice: Notice, more?: Content): Html {
  const [title, text] = {
    refused: say(
      ['你没有同意授权', '微信带着 state 回来了，没有 code。没有关系，想好了可以再来。'],
      [
        'You did not agree',
        'WeChat came back with the state and without a code. That is fine; try again whenever you like.',
      ],
    ),
    unknown: say(
      ['无法确认这次登录', '它不是在这个浏览器里开始的，或者已经用过、过期了。回调里的 code 没有被使用。'],
      [
        'This login is not known here',
        'It was not begun in this browser, or it has been used or is too old. The code of the callback was not touched.',
      ],
    ),
    malformed: say(
      ['回调不完整', '回调里的 code 不是一个正常的 code，没有拿去换取令牌。'],
      ['This callback is damaged', 'What it calls a code cannot be one, so it was not exchanged.'],
    ),
    snapshot: say(
      ['请使用完整服务', '微信在快照页里给的是虚拟用户，不能登录。请点击页面下方的「使用完整服务」。'],
      [
        'Please use the full service',
        'On a snapshot page WeChat names a virtual user, who cannot log in. Tap 「使用完整服务」 at the bottom.',
      ],
    ),
    failed: say(['登录没有成功', '向微信换取令牌时出错：'], ['The login failed', 'The code could not be exchanged:']),
    noPage: say(['没有这个页面', '请从首页开始。'], ['No such page', 'Please start at the home page.']),
  }[notice]
  return html`<section class="card notice">
    <h1>${title}</h1>
    <p>${text}</p>
    ${more}
    <a href="/">${say('回到首页', 'Back to the shop')}</a>
  </section>`
}
