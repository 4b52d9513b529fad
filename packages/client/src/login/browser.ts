import { randomText, sameText, sign } from '../sealing.ts'

// A login belongs to the browser that began it. The browser carries a random id in a signed cookie; the login knows the id's digest.

/** A browser that can be recognised, and the Set-Cookie that makes it so. */
export type Browser = { readonly id: string; readonly setCookie: string }

/** As long as the store keeps a login, and a little more. */
const cookieLifetimeSeconds = 900

const cookieName = (secure: boolean): string => (secure ? '__Host-weauth' : 'weauth')

function readCookie(request: Request, name: string): string | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split(/;\s*/)
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

/** The id in the request's cookie, if one of the keys signed it. */
export async function readBrowser(
  request: Request,
  keys: readonly string[],
  secure: boolean,
): Promise<string | undefined> {
  const [id, signature] = (readCookie(request, cookieName(secure)) ?? '').split('.')
  if (!id || !signature) return undefined
  for (const key of keys) if (sameText(await sign(`browser:${id}`, key), signature)) return id
  return undefined
}

/** The browser of a request, recognised or new. Signing anew lengthens the cookie's life and moves it to the first key. */
export async function browserOf(request: Request, keys: readonly string[], secure: boolean): Promise<Browser> {
  const id = (await readBrowser(request, keys, secure)) ?? randomText(32)
  const value = `${id}.${await sign(`browser:${id}`, keys[0] ?? '')}`
  const flags = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${cookieLifetimeSeconds}${secure ? '; Secure' : ''}`
  return { id, setCookie: `${cookieName(secure)}=${value}; ${flags}` }
}
