import type { Browser } from './client.ts'

/** Sends a browser's request to a site made of Web standards, and keeps the cookies it sets. */
export async function visit(
  site: (request: Request) => Promise<Response>,
  url: string,
  browser: Browser,
  post?: { readonly form: Readonly<Record<string, string>> } | { readonly json: unknown },
): Promise<Response> {
  const cookie = [...browser].map(([name, value]) => `${name}=${value}`).join('; ')
  const { origin } = new URL(url)
  const headers = new Headers({ cookie, origin, 'user-agent': 'Mozilla/5.0 MicroMessenger/8.0.50' })
  if (post && 'json' in post) headers.set('content-type', 'application/json')
  const body = post && ('json' in post ? JSON.stringify(post.json) : new URLSearchParams(post.form))
  const response = await site(new Request(url, body ? { method: 'POST', headers, body } : { headers }))
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (value === '' || /max-age=0/i.test(line)) browser.delete(name)
    else browser.set(name, value)
  }
  return response
}

/** Where an answer sends the browser, on this site or another. */
export const locationOf = (response: Response, base: string): URL | undefined => {
  const location = response.headers.get('location')
  return location === null ? undefined : new URL(location, base)
}
