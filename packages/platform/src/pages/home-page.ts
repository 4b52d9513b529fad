import type { AppKind, Bilingual, Scope } from '@weauth/protocol'
import { address, html, layout, picture } from '../html/index.ts'
import type { Html, PageLanguage, PageModel } from '../html/index.ts'

/** An authorize link ready to be opened. */
export type HomeLink = {
  readonly scope: Scope
  readonly url: string
  /** The account that a third-party platform acts for. */
  readonly account?: string
}

/** An app on the home page. */
type HomeApp = {
  readonly appid: string
  /** Shown as it stands, where it is known: this page exists in development only. */
  readonly secret?: string | undefined
  readonly name: string
  readonly kind: AppKind
  readonly callbackDomains: readonly string[]
  /** What is out of the ordinary about it. */
  readonly states?: readonly Bilingual[]
  /** Authorize links ready to be opened. */
  readonly links: readonly HomeLink[]
  /** Where a third-party platform's component_verify_ticket is to be had. */
  readonly verifyTicketUrl?: string | undefined
}

/** A user on the home page. */
type HomeUser = {
  readonly id: string
  readonly nickname: string
  readonly avatar?: string | undefined
  readonly openids?: readonly { readonly appid: string; readonly openid: string }[] | undefined
  /** The settings of this user's WeChat. */
  readonly settingsUrl?: string | undefined
}

/** What the home page needs to know. A page of development only. */
export type HomePageModel = PageModel & {
  readonly profile: string
  /** Where browsers reach this server: stands for `https://open.weixin.qq.com`. */
  readonly publicUrl: string
  /** Where servers reach it: stands for `https://api.weixin.qq.com`. */
  readonly internalUrl: string
  readonly tracesUrl: string
  /** The page that takes a link apart. */
  readonly doctorUrl: string
  readonly apps: readonly HomeApp[]
  readonly users: readonly HomeUser[]
}

const words = {
  zh: {
    intro: '这台服务器的行为与微信网页授权一致，供开发使用。',
    profile: '行为档案',
    traces: '查看最近的请求',
    doctor: '诊断一个链接',
    addresses: '把 SDK 指向这里',
    insteadOf: '代替',
    browser: '浏览器打开',
    server: '服务器调用',
    prefix: '写死域名的 SDK：同样的接口也在 /open.weixin.qq.com/… 与 /api.weixin.qq.com/… 之下。例如用 code 换取令牌：',
    apps: '应用',
    callback: '网页授权域名',
    noCallback: '未配置',
    states: '状态',
    users: '用户',
    settings: '手机设置',
    none: '没有',
    scopes: { snsapi_base: '静默授权', snsapi_userinfo: '询问用户', snsapi_login: '扫码登录' },
  },
  en: {
    intro: 'This server behaves like WeChat web authorization, for development.',
    profile: 'profile',
    traces: 'See recent requests',
    doctor: 'Diagnose a link',
    addresses: 'Point your SDK here',
    insteadOf: 'instead of',
    browser: 'Opened by browsers',
    server: 'Called by servers',
    prefix:
      'For SDKs with hard-coded hosts the same endpoints stand under /open.weixin.qq.com/… and /api.weixin.qq.com/… as well. To exchange a code, for example:',
    apps: 'Apps',
    callback: 'callback domains',
    noCallback: 'none configured',
    states: 'state',
    users: 'Users',
    settings: 'Phone settings',
    none: 'None',
    scopes: { snsapi_base: 'Silent', snsapi_userinfo: 'Ask the user', snsapi_login: 'QR login' },
  },
} as const

const kinds: Readonly<Record<AppKind, Bilingual>> = {
  service: { zh: '服务号', en: 'service account' },
  test: { zh: '测试号', en: 'test account' },
  website: { zh: '网站应用', en: 'website app' },
  mobile: { zh: '移动应用', en: 'mobile app' },
  component: { zh: '第三方平台', en: 'third-party platform' },
}

const styles = `
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 350px), 1fr)); gap: 12px; }
.named { text-align: left; display: flex; align-items: center; gap: 12px; }
.named > div { flex: 1; min-width: 0; }
.named h3 { font-size: 17px; }
.facts { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 4px 14px; margin-top: 12px; align-items: baseline; }
.facts dt { color: var(--quiet); font-size: 13px; }
.links { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; margin-top: 14px; }
.links .button { padding: 7px 8px; font-size: 15px; line-height: 1.4; color: inherit; text-decoration: none; }
.links .button.primary { background: #06703a; color: #fff; }
.links code { display: block; font-size: 12px; font-weight: 400; }
.box > .quiet, .box > .settings { margin-top: 14px; }
.snippet { margin-top: 8px; padding: 10px 12px; border-radius: 6px; background: var(--fill); }
.head { display: grid; gap: 6px; }
`

/** The home of a development server: where it is, which apps and users it has, links to try. */
export function homePage(model: HomePageModel): string {
  const { lang, nonce, apps, users } = model
  const text = words[lang]
  const none = html`<li class="quiet">${text.none}</li>`
  const body = html`<main class="wide">
    <header class="head">
      <h1>weauth</h1>
      <p>${text.intro} <span class="badge">${text.profile} ${model.profile}</span></p>
      <p>
        <a href="${address(model.tracesUrl)}">${text.traces} →</a>
        <a href="${address(model.doctorUrl)}">${text.doctor} →</a>
      </p>
    </header>
    <section>
      <h2>${text.apps}</h2>
      <ul class="cards">
        ${apps.length === 0 ? none : apps.map((app) => appCard(lang, app))}
      </ul>
    </section>
    ${addresses(model)}
    <section>
      <h2>${text.users}</h2>
      <ul class="cards">
        ${users.length === 0 ? none : users.map((user) => userCard(lang, user))}
      </ul>
    </section>
  </main>`
  return layout({ lang, nonce, title: 'weauth', body, styles })
}

function addresses({ lang, publicUrl, internalUrl, apps }: HomePageModel): Html {
  const text = words[lang]
  const appid = apps[0]?.appid ?? 'APPID'
  const secret = apps[0]?.secret ?? 'SECRET'
  const exchange = `${internalUrl}/sns/oauth2/access_token?appid=${appid}&secret=${secret}&code=CODE&grant_type=authorization_code`
  return html`<section>
    <h2>${text.addresses}</h2>
    <div class="box">
      <dl class="pairs">
        <div>
          <dt>${text.browser} · ${text.insteadOf} https://open.weixin.qq.com</dt>
          <dd><code>${publicUrl}</code></dd>
        </div>
        <div>
          <dt>${text.server} · ${text.insteadOf} https://api.weixin.qq.com</dt>
          <dd><code>${internalUrl}</code></dd>
        </div>
      </dl>
      <p class="quiet">${text.prefix}</p>
      <pre class="snippet">curl '${exchange}'</pre>
    </div>
  </section>`
}

function appCard(lang: PageLanguage, app: HomeApp): Html {
  const text = words[lang]
  const domains = app.callbackDomains.map((domain) => html`<div><code>${domain}</code></div>`)
  const states = (app.states ?? []).map((state) => html`<div>${state[lang]}</div>`)
  return html`<li class="box">
    <div class="named">
      ${picture(app.name)}
      <div>
        <h3><bdi class="clamp">${app.name}</bdi></h3>
        <span class="badge">${kinds[app.kind][lang]}</span>
      </div>
    </div>
    <dl class="facts">
      <dt>appid</dt>
      <dd><code>${app.appid}</code></dd>
      <dt>secret</dt>
      <dd><code>${app.secret ?? '…'}</code></dd>
      ${
        app.kind !== 'mobile' &&
        html`<dt>${text.callback}</dt>
          <dd>${domains.length === 0 ? text.noCallback : domains}</dd>`
      }
      ${
        states.length > 0 &&
        html`<dt>${text.states}</dt>
          <dd>${states}</dd>`
      }
    </dl>
    ${app.verifyTicketUrl && html`<p><a href="${address(app.verifyTicketUrl)}">component_verify_ticket →</a></p>`}
    ${app.links.length > 0 && html`<p class="links">${app.links.map((link) => linkButton(lang, link))}</p>`}
  </li>`
}

function linkButton(lang: PageLanguage, { scope, url, account }: HomeLink): Html {
  const look = scope === 'snsapi_base' ? 'button' : 'button primary'
  return html`<a class="${look}" href="${address(url)}"
    >${account && html`<bdi class="clamp">${account}</bdi>`}${words[lang].scopes[scope]} <code>${scope}</code></a
  >`
}

function userCard(lang: PageLanguage, { id, nickname, avatar, settingsUrl, openids = [] }: HomeUser): Html {
  return html`<li class="box">
    <div class="named">
      ${picture(nickname, avatar)}
      <div>
        <h3><bdi class="clamp">${nickname}</bdi></h3>
        <code>${id}</code>
      </div>
    </div>
    ${
      openids.length > 0 &&
      html`<dl class="facts">
        ${openids.map(
          ({ appid, openid }) =>
            html`<dt><code>${appid}</code></dt>
              <dd><code>${openid}</code></dd>`,
        )}
      </dl>`
    }
    ${settingsUrl && html`<p class="settings"><a href="${address(settingsUrl)}">${words[lang].settings} →</a></p>`}
  </li>`
}
