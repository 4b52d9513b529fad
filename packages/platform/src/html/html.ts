/** Finished markup. Only {@link html} and {@link unescaped} make it, so text from outside can never pass for it. */
export class Html {
  readonly #markup: string
  constructor(markup: string) {
    this.#markup = markup
  }
  /** The markup itself. */
  toString(): string {
    return this.#markup
  }
}

/** What may stand in a template: markup stays, text is escaped, lists are joined, `false` and `undefined` vanish. */
export type Content = Html | string | number | false | undefined | readonly Content[]

function render(content: Content): string {
  if (content instanceof Html) return content.toString()
  if (content === undefined || content === false) return ''
  if (typeof content === 'object') return content.map(render).join('')
  // Numeric references need no table and are safe in text and in quoted attributes alike.
  return String(content).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/**
 * Builds markup; every value between `${` and `}` is escaped unless it is itself markup. Attributes must be quoted.
 *
 * ```ts
 * html`<p title="${nickname}">${nickname}</p>`
 * ```
 */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  return new Html(strings.map((string, index) => string + render(values[index])).join(''))
}

/** Takes text as markup. Only for the constant styles and scripts of these pages, never for anything that was handed in. */
export function unescaped(constant: string): Html {
  return new Html(constant)
}

/** An address for `href` and `action`: http, https or a path of this server. Anything else (`javascript:`) becomes `#`. */
export function address(url: string): string {
  return /^(?:https?:\/\/|\/(?![/\\]))/i.test(url) ? url : '#'
}
