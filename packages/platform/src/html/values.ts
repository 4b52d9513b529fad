import type { Html } from './html.ts'
import { html } from './html.ts'
import type { PageLanguage } from './layout.ts'

// Control, format and odd space characters, and spaces at either end: what breaks a link without being seen.
const unseen = /([\p{C}\p{Zl}\p{Zp}]|[\p{Zs}--\x20]|^\x20|\x20$)/v

/** A value exactly as it stands: monospaced, wrapped, and with the characters nobody would see written out (`U+202E`). */
export function value(text: string): Html {
  // The group keeps the separators: every second part is an unseen one.
  const parts = text.split(unseen).map((part, index) => {
    if (index % 2 === 0) return part
    const hex = part.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')
    return html`<mark>U+${hex}</mark>`
  })
  return html`<code class="value" dir="ltr">${parts}</code>`
}

/** What was given beside what is expected, as terms of a `<dl class="pairs">`. */
export function comparison(lang: PageLanguage, given: string | undefined, expected: string | undefined): Html {
  const words = lang === 'zh' ? { given: '收到', expected: '应为' } : { given: 'Given', expected: 'Expected' }
  return html`${pair(words.given, given)}${pair(words.expected, expected)}`
}

function pair(term: string, text: string | undefined): Html | false {
  return (
    text !== undefined &&
    html`<div>
      <dt>${term}</dt>
      <dd>${value(text)}</dd>
    </div>`
  )
}
