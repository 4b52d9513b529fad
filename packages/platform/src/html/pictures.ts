import type { Html } from './html.ts'
import { html } from './html.ts'

/** The three icons of WeUI's message pages. */
export type IconName = 'info' | 'warn' | 'done'

const shapes: Readonly<Record<IconName, { readonly colour: string; readonly path: string }>> = {
  info: { colour: '#10aeff', path: 'M32 28v18M32 19v1' },
  done: { colour: '#07c160', path: 'M19 33l9 9 17-19' },
  warn: { colour: '#fa5151', path: 'M32 18v18M32 45v1' },
}

/** One of WeUI's large round icons, drawn in the page itself. The text beside it says the same. */
export function icon(name: IconName): Html {
  const { colour, path } = shapes[name]
  return html`<svg class="mark" viewBox="0 0 64 64" aria-hidden="true">
    <circle cx="32" cy="32" r="32" fill="${colour}" />
    <path d="${path}" />
  </svg>`
}

/** A person or an app as a picture: the file where there is one, else the first character of the name on a colour of its own. */
export function picture(name: string, file?: string): Html {
  if (file !== undefined) return html`<img class="picture" src="${file}" alt="" />`
  // A character as a person sees it, which may be several code points: 👩‍🍳.
  const characters = Array.from(new Intl.Segmenter().segment(name.trim()), ({ segment }) => segment)
  const tint = characters.reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0) % 6
  return html`<span class="picture tile tint-${tint}" aria-hidden="true">${characters[0]?.toUpperCase() ?? '?'}</span>`
}
