/** Finished markup. Only {@link html} and {@link unescaped} make it, so that text from outside can never pass for it. */
export class Html {
  readonly #markup: string
  constructor(markup: string) {
    this.#markup = markup
  }
  toString(): string {
    return this.#markup
  }
}

/** What may stand in a template: text is escaped, lists are joined, `false` and `undefined` vanish. */
export type Content = Html | string | number | false | undefined | readonly Content[]

function render(content: Content): string {
  if (content instanceof Html) return content.toString()
  if (content === undefined || content === false) return ''
  if (typeof content === 'object') return content.map(render).join('')
  return String(content).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Builds markup: whatever stands between `${` and `}` is escaped. Attributes must be quoted. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  return new Html(strings.map((string, index) => string + render(values[index])).join(''))
}

/** Takes a constant of ours as markup, never anything that was handed in. */
export const unescaped = (constant: string): Html => new Html(constant)
