/** One parameter of a query or form, as it stands and as it reads. */
export type Parameter = {
  readonly name: string
  readonly value: string
  /** The value before decoding. */
  readonly raw: string
}

// The escaped characters of UTF-8, as RFC 3629 section 4 lists them. What fits can be decoded without a try: thousands of broken
// escapes in one link would otherwise cost a thrown error each.
const hex = '[0-9a-f]'
const tail = `%[89ab]${hex}`
const encodedCharacters = [
  `%[0-7]${hex}`,
  `%(?:c[2-9a-f]|d${hex})${tail}`,
  `%e0%[ab]${hex}${tail}`,
  `%e[1-9a-cef]${tail}${tail}`,
  `%ed%[89]${hex}${tail}`,
  `%f0%[9ab]${hex}${tail}${tail}`,
  `%f[1-3]${tail}${tail}${tail}`,
  `%f4%8${hex}${tail}${tail}`,
]
const encodedText = new RegExp(`(?:${encodedCharacters.join('|')})+`, 'gi')

/**
 * Decodes one component of a query or form: `+` is a space, `%XX` is UTF-8.
 * Never throws: what is no valid escape stays as it is, so that a rule can point at it. What it returns can always be encoded again.
 */
export function decodeComponent(raw: string): string {
  // Nothing to decode in most of them.
  if (!raw.includes('%') && !raw.includes('+')) return raw.toWellFormed()
  const spaced = raw.toWellFormed().replaceAll('+', ' ')
  return spaced.replace(encodedText, (text) => decodeURIComponent(text))
}

/** The parameters of a query or form body in their order, repeated ones included. */
export function parseQuery(query: string): Parameter[] {
  const parameters: Parameter[] = []
  for (const part of query.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const raw = equals === -1 ? '' : part.slice(equals + 1)
    parameters.push({
      name: decodeComponent(equals === -1 ? part : part.slice(0, equals)),
      value: decodeComponent(raw),
      raw,
    })
  }
  return parameters
}
