/** Admits further places to return to; called for another origin only. */
export type AllowReturnTo = (url: URL) => boolean

/**
 * Where a login may return to: a path of this site, or what the site admits; `/` for anything else. A text that parsers read
 * differently (`//evil`, `/\evil`, a tab inside) is none of this site's paths.
 */
export function safeReturnTo(
  text: string | null | undefined,
  origin: string,
  allow: AllowReturnTo | undefined,
): string {
  if (!text || text.length > 2000 || !/^[\x21-\x7e]+$/.test(text) || text.includes('\\')) return '/'
  if (text.startsWith('/') && !text.startsWith('//')) {
    // `/..//evil` is a path of this site to the parser, and another site to whoever normalises it once more.
    const { pathname, search, hash } = new URL(text, origin)
    return pathname.startsWith('//') ? '/' : `${pathname}${search}${hash}`
  }
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return '/'
  const url = new URL(text)
  if (url.origin === origin) return safeReturnTo(`${url.pathname}${url.search}${url.hash}`, origin, allow)
  return url.username === '' && allow?.(url) === true ? url.href : '/'
}
