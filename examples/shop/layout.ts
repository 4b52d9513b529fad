import type { Lang } from '@weauth/client'
import type { Content, Html } from './html.ts'
import { html, unescaped } from './html.ts'
import type { Login } from './login.ts'
import { styles } from './styles.ts'

/** What every page is told. */
export type Page = {
  readonly lang: Lang
  /** Chooses the language of the reader. */
  readonly say: Say
  readonly login: Login | undefined
  /** Of the shop. */
  readonly origin: string
}

/** The same in Chinese and English: one of them is chosen. */
export type Say = <Text extends Content>(zh: Text, en: Text) => Text

/** The reader's language; Chinese is written simplified only. */
export const wordsOf = (lang: Lang): Pick<Page, 'lang' | 'say'> => ({
  lang,
  say: (zh, en) => (lang === 'en' ? en : zh),
})

/** The user's picture, `size` pixels wide; without one, the first character of the name. */
export function avatar(name: string, url: string, size: number): Html {
  const [first = '?'] = name
  return url === ''
    ? html`<span class="avatar size-${size}" aria-hidden="true">${first.toUpperCase()}</span>`
    : html`<img class="avatar size-${size}" src="${url}" width="${size}" height="${size}" alt="" />`
}

/** Name and picture of who is logged in, as far as the shop knows them. */
export function nameOf({ user, token }: Login): { readonly name: string; readonly picture: string } {
  return user && 'value' in user
    ? { name: user.value.nickname, picture: user.value.headimgurl }
    : { name: `${token.openid.slice(0, 6)}…`, picture: '' }
}

function who({ say, login }: Page): Html {
  if (!login) return html`<span class="quiet">${say('未登录', 'not logged in')}</span>`
  const { name, picture } = nameOf(login)
  return html`<a class="who" href="/me">${avatar(name, picture, 32)}<bdi class="clamp">${name}</bdi></a>`
}

/** A whole page of the shop. */
export function layout(page: Page, body: Html, nonce: string): string {
  const { lang, say } = page
  const name = say('示例商城', 'Example Shop')
  return html`<!doctype html>
    <html lang="${lang === 'en' ? 'en' : 'zh-CN'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${name}</title>
        <link rel="icon" href="data:," />
        <style nonce="${nonce}">
          ${unescaped(styles)}
        </style>
      </head>
      <body>
        <header class="top">
          <a class="brand" href="/">${bag}${name}</a>
          ${who(page)}
        </header>
        <main>${body}</main>
        <footer class="quiet">${say('weauth 的示例：不是真实的商店', 'An example of weauth, not a real shop')}</footer>
      </body>
    </html>`.toString()
}

const bag = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M5 8h14l1 12H4zM8.5 10.500V7a3.500 3.500 0 0 1 7 0v3.500" />
</svg>`
