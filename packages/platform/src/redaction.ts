import { isSecretName } from '@weauth/protocol'

/** Our codes, tokens and tickets, or what is left of one that was cut, wherever they stand. */
const issued = /061[0-9A-Za-z]{29}|59_[\w-]{16,}|ticket@@@[\w-]+/g

/** A text, mostly a URL, with every secret in it replaced: by name in a query or fragment, by its looks under a name that is not its own. */
export function redact(text: string): string {
  if (/^[0-9a-f]{32}$/i.test(text)) return '…'
  return text
    .replace(/([?&#])([^?&#=]*)=[^&#]*/g, (pair, mark: string, name: string) =>
      isSecretName(name) ? `${mark}${name}=…` : pair,
    )
    .replace(issued, '…')
}

/** Whatever looks like the secret of an app, anywhere in a text. */
const secretOfAnApp = /(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/gi

/** A text that is no value of ours, such as a path: whatever in it looks like a secret is replaced. */
export const redactAll = (text: string): string => redact(text).replace(secretOfAnApp, '…')

/** A value as it may be logged: every secret in it replaced, by the name it stands under and by its looks, however deep. */
export function redacted(value: unknown): unknown {
  if (typeof value === 'string') return redactAll(value)
  if (value instanceof Error) {
    const { name, message, stack, cause } = value
    return redacted({ name, message, stack, ...(cause !== undefined && { cause }) })
  }
  if (Array.isArray(value)) return value.map(redacted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isSecretName(name) ? '…' : redacted(inner)]),
  )
}
