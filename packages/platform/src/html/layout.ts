import type { Content } from './html.ts'
import { html, unescaped } from './html.ts'
import { baseStyles } from './styles.ts'

/** The languages a page can be written in. */
export type PageLanguage = 'zh' | 'en'

/** What every page's model begins with. */
export type PageModel = {
  readonly lang: PageLanguage
  /** The nonce of this answer's Content-Security-Policy. */
  readonly nonce: string
}

type Layout = PageModel & {
  /** Classes of the body. */
  readonly bodyClass?: string
  readonly title: string
  readonly body: Content
  /** Styles of this page alone. A constant. */
  readonly styles?: string
  /** A script the page can do without. A constant. */
  readonly script?: string | false | undefined
}

/** A complete document: all it needs stands in it, under the nonce; nothing is fetched from anyone else. */
export function layout({ lang, nonce, title, body, styles = '', script, bodyClass = '' }: Layout): string {
  return html`<!doctype html>
    <html lang="${lang === 'zh' ? 'zh-CN' : 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style nonce="${nonce}">
          ${unescaped(baseStyles + styles)}
        </style>
      </head>
      <body class="${bodyClass}">
        ${body}
        ${
          script &&
          html`<script nonce="${nonce}">
            ${unescaped(script)}
          </script>`
        }
      </body>
    </html>`.toString()
}
