import { address, html, layout, picture } from '../html/index.ts'
import type { Html, PageLanguage, PageModel } from '../html/index.ts'

/** What the settings page needs to know. A page of development only. */
export type SettingsPageModel = PageModel & {
  /** Where an act is posted: `user`, `act` and perhaps `appid`. */
  readonly action: string
  readonly user: {
    readonly id: string
    readonly nickname: string
    readonly avatar?: string | undefined
    /** Whether the user is restricted, frozen or gone. */
    readonly limited: boolean
  }
  /** The settings of the other users. */
  readonly others: readonly { readonly nickname: string; readonly avatar?: string | undefined; readonly url: string }[]
  /** The apps that know nickname and picture, since when, and whether their servers are told of what happens here. */
  readonly granted: readonly {
    readonly appid: string
    readonly name: string
    readonly since: string
    readonly told: boolean
  }[]
}

type Act = 'password' | 'clean' | 'delete'

const words = {
  zh: {
    title: '个人信息与权限管理',
    of: '这里代替手机微信里的设置',
    granted: '已获取的信息',
    none: '没有公众号获取过昵称和头像。',
    what: (since: string) => `${since} · 昵称和头像`,
    told: '撤回后会通知它的服务器',
    untold: '它没有配置消息推送，不会收到通知',
    revoke: '撤回',
    account: '微信号',
    limited: '该微信号受限：打不开授权链接，接口返回 50002',
    acts: {
      password: ['修改密码', '所有应用的 token 失效（42007），需要重新授权'],
      clean: ['资料被清理', '微信清空昵称和头像，通知 30 天内获得授权的公众号'],
      delete: ['注销微信号', '撤回全部授权并通知，之后返回 50002'],
    },
    others: '其他用户',
    home: '首页',
  },
  en: {
    title: 'Personal information',
    of: 'Stands for the settings of WeChat on the phone',
    granted: 'Apps that know this user',
    none: 'No account has been told nickname and picture.',
    what: (since: string) => `${since} · nickname and picture`,
    told: 'Its server is told when you withdraw',
    untold: 'It takes no messages and is not told',
    revoke: 'Withdraw',
    account: 'WeChat account',
    limited: 'This account is limited: links are refused, calls get 50002',
    acts: {
      password: ['Change the password', 'Ends the tokens of every app (42007) until authorized again'],
      clean: [
        'Have the profile cleaned',
        'WeChat takes nickname and picture away; accounts authorized in the last 30 days are told',
      ],
      delete: ['Delete the account', 'Withdraws and tells all; from then on 50002'],
    },
    others: 'Other users',
    home: 'Home',
  },
} as const

const styles = `
.settings { width: 100%; max-width: 560px; margin: 0 auto; padding: 24px 16px 40px; display: grid; gap: 24px; align-content: start; grid-template-columns: minmax(0, 1fr); }
.settings h1 { font-size: 22px; }
.settings h2 { margin-bottom: 8px; font-size: 13px; font-weight: 400; color: var(--quiet); }
.settings ul { border: solid var(--line); border-width: 1px 0; }
.settings li + li { border-top: 1px solid var(--line); }
.settings li > * { display: flex; align-items: center; gap: 12px; width: 100%; padding: 12px 0; }
.settings .who { flex: 1; min-width: 0; text-align: left; }
.settings .who span, .settings .who bdi { display: block; }
.settings li .button { flex: none; width: auto; padding: 6px 16px; font-size: 15px; line-height: 1.4; }
.settings li .danger { color: var(--bad); }
.settings li a { color: inherit; }
.self { display: flex; align-items: center; gap: 12px; }
.self > div { min-width: 0; }
.limited { padding: 10px 12px; border-radius: 8px; background: var(--warn-back); color: var(--warn); font-size: 13px; }
`

/** What a user lets apps know, and what they can do about it. Works without script. */
export function settingsPage({ lang, nonce, ...model }: SettingsPageModel): string {
  const text = words[lang]
  const { user, granted, others } = model
  const body = html`<main class="sheet">
    <div class="settings">
      <header>
        <h1>${text.title}</h1>
        <p class="quiet">${text.of} · <a href="/">${text.home}</a></p>
      </header>
      <div class="self">
        ${picture(user.nickname, user.avatar)}
        <div><bdi class="clamp">${user.nickname}</bdi><code class="quiet">${user.id}</code></div>
      </div>
      ${user.limited && html`<p class="limited">${text.limited}</p>`}
      <section>
        <h2>${text.granted}</h2>
        <ul>
          ${
            granted.length === 0
              ? html`<li class="quiet"><p>${text.none}</p></li>`
              : granted.map((app) => grantedApp(lang, model, app))
          }
        </ul>
      </section>
      <section>
        <h2>${text.account}</h2>
        <ul>
          ${(['password', 'clean', 'delete'] as const).map((act) => accountAct(lang, model, act))}
        </ul>
      </section>
      ${others.length > 0 && section(text.others, others.map(otherUser))}
    </div>
  </main>`
  return layout({ lang, nonce, title: text.title, body, styles })
}

const section = (title: string, items: readonly Html[]): Html =>
  html`<section>
    <h2>${title}</h2>
    <ul>
      ${items}
    </ul>
  </section>`

type Acting = Pick<SettingsPageModel, 'action' | 'user'>

function grantedApp(lang: PageLanguage, { action, user }: Acting, app: SettingsPageModel['granted'][number]): Html {
  const text = words[lang]
  return html`<li>
    <form method="post" action="${address(action)}">
      <input type="hidden" name="user" value="${user.id}" /><input type="hidden" name="appid" value="${app.appid}" />
      ${picture(app.name)}
      <span class="who">
        <bdi class="clamp">${app.name}</bdi>
        <span class="quiet">${text.what(app.since)}</span>
        <span class="quiet">${app.told ? text.told : text.untold}</span>
      </span>
      <button class="button danger" name="act" value="revoke">${text.revoke}</button>
    </form>
  </li>`
}

function accountAct(lang: PageLanguage, { action, user }: Acting, act: Act): Html {
  const [title, meaning] = words[lang].acts[act]
  return html`<li>
    <form method="post" action="${address(action)}">
      <input type="hidden" name="user" value="${user.id}" />
      <span class="who"><span>${title}</span><span class="quiet">${meaning}</span></span>
      <button class="button danger" name="act" value="${act}" aria-label="${title}">→</button>
    </form>
  </li>`
}

const otherUser = ({ nickname, avatar, url }: SettingsPageModel['others'][number]): Html =>
  html`<li>
    <a href="${address(url)}">${picture(nickname, avatar)}<bdi class="who clamp">${nickname}</bdi></a>
  </li>`
