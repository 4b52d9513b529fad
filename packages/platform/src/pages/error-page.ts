import type { Bilingual, Breach, Source } from '@weauth/protocol'
import { confidenceMeanings } from '@weauth/protocol'
import { address, html, layout, icon, comparison, value } from '../html/index.ts'
import type { Html, PageLanguage, PageModel } from '../html/index.ts'

/** What the error page 「该链接无法访问」 needs to know. */
export type ErrorPageModel = PageModel & {
  /** WeChat's own text, as WeChat writes it: `redirect_uri域名与后台配置不一致`. */
  readonly text: string
  /** WeChat's page code, 10003 … 10016; some errors have none. */
  readonly code?: number | undefined
  /** What the text means, in plain words. */
  readonly meaning: Bilingual
  /** Absent in production. */
  readonly development?: ErrorPageDevelopment | undefined
}

/** What a developer is told besides: which rule, both values, how to mend it, and where that is written. */
type ErrorPageDevelopment = {
  /** A finding of `@weauth/protocol`. */
  readonly finding: Breach & { readonly rule: string; readonly source: Source }
  /** The link that was opened. */
  readonly link: string
  /** The page that takes it apart. */
  readonly doctorUrl: string
}

// The page's heading is WeChat's in both languages, because it is what a developer searches for.
const heading = '该链接无法访问'

const words = {
  zh: {
    title: heading,
    why: '为什么打不开',
    only: '仅在 weauth 开发环境显示',
    rule: '违反的规则',
    mend: '怎样修改',
    source: '依据',
    link: '打开的链接',
    doctor: '逐项诊断这个链接',
  },
  en: {
    title: 'This link cannot be opened',
    why: 'Why it cannot be opened',
    only: 'Shown in weauth development only',
    rule: 'Broken rule',
    mend: 'How to mend it',
    source: 'Where it is written',
    link: 'The link that was opened',
    doctor: 'Take this link apart',
  },
} as const

const styles = `
.panel { padding: 20px 24px 28px; border-top: 1px dashed var(--quiet); background: var(--back); font-size: 15px; }
.panel h2 { font-size: 17px; }
.panel .value { background: var(--sheet); }
.panel h3 { font-size: 13px; color: var(--quiet); font-weight: 400; }
.panel section, .panel dl, .panel details, .panel .more { margin-top: 16px; }
.panel ol { padding-left: 1.4em; list-style: decimal; }
.panel blockquote { margin: 4px 0; padding-left: 10px; border-left: 3px solid var(--line); }
.panel .button { background: var(--sheet); border: 1px solid var(--line); font-size: 15px; }
.panel summary { margin-bottom: 6px; color: var(--link); font-size: 13px; }
`

/** WeChat's error page. WeChat's own words stand first; in development a panel below them explains. */
export function errorPage({ lang, nonce, text, code, meaning, development }: ErrorPageModel): string {
  const body = html`<main class="sheet">
    <header class="message">
      ${icon('warn')}
      <h1 lang="zh-CN">${heading}</h1>
      ${text !== heading && html`<p lang="zh-CN">${text}</p>`}
      ${code !== undefined && html`<p lang="zh-CN">错误码:${code}</p>`}
      ${meaning[lang] !== text && html`<p class="quiet">${meaning[lang]}</p>`}
    </header>
    ${development && panel(lang, development)}
  </main>`
  return layout({ lang, nonce, title: words[lang].title, body, styles })
}

function panel(lang: PageLanguage, { finding, link, doctorUrl }: ErrorPageDevelopment): Html {
  const text = words[lang]
  return html`<aside class="panel" aria-labelledby="why">
    <h2 id="why">${text.why}</h2>
    <p class="quiet">${text.only}</p>
    <dl class="pairs">
      <div>
        <dt>${text.rule}</dt>
        <dd><code>${finding.rule}</code></dd>
      </div>
      ${comparison(lang, finding.given, finding.expected)}
    </dl>
    <section>
      <h3>${text.mend}</h3>
      <p>${finding.hint[lang]}</p>
    </section>
    ${written(lang, finding.source)}
    <p class="more"><a class="button" href="${address(doctorUrl)}">${text.doctor}</a></p>
    <details>
      <summary>${text.link}</summary>
      ${value(link)}
    </details>
  </aside>`
}

function written(lang: PageLanguage, { confidence, where, sentence }: Source): Html {
  return html`<section>
    <h3>${words[lang].source}</h3>
    ${sentence !== undefined && html`<blockquote lang="zh-CN">${sentence}</blockquote>`}
    <p class="quiet">${confidenceMeanings[confidence][lang]} · ${where}</p>
  </section>`
}
