/** Secrets with names, and where they turn up: as they are, escaped, in base64 and hex, or as a piece of them. */
export type Canaries = {
  /** From now on nobody but its owner may see this. */
  readonly add: (name: string, value: string) => void
  readonly value: (name: string) => string
  readonly names: () => string[]
  /** What a text, or the bytes of a file as latin1, betrays, but for those `owned`: each with its name and what stands around it. */
  readonly betrayed: (text: string, owned?: readonly string[]) => string[]
}

/** What base64 of any bytes around the secret has in common: at each of the three places it may begin. */
const inBase64 = (value: string): string[] =>
  [0, 1, 2].flatMap((before) => {
    const padded = Buffer.from(`${' '.repeat(before)}${value}`)
    const whole = padded.subarray(0, padded.length - (padded.length % 3)).subarray(before === 0 ? 0 : 3)
    return [whole.toString('base64'), whole.toString('base64url')]
  })

const piece = 16

function formsOf(value: string): string[] {
  const hex = Buffer.from(value).toString('hex')
  const pieces = value.length > piece ? [value.slice(0, piece), value.slice(-piece)] : [value]
  return [...pieces, encodeURIComponent(value), ...inBase64(value), hex, hex.toUpperCase()]
}

/** None yet. */
export function newCanaries(): Canaries {
  const values = new Map<string, string>()
  const forms = new Map<string, string[]>()
  return {
    add(name, value) {
      if (value.length < piece) throw new Error(`${name} is too short to be looked for`)
      values.set(name, value)
      forms.set(name, formsOf(value))
    },
    value: (name) => values.get(name) ?? '',
    names: () => [...values.keys()],
    betrayed: (text, owned = []) =>
      [...forms].flatMap(([name, list]) => {
        const at = owned.includes(name) ? -1 : Math.max(...list.map((form) => text.indexOf(form)))
        return at === -1 ? [] : [`${name}: …${text.slice(Math.max(0, at - 150), at + 100)}…`]
      }),
  }
}
