import assert from 'node:assert/strict'
import type { TraceRecord } from '@weauth/platform'
import type { Fetch } from '@weauth/client'
import type { Demo } from '../demo.ts'
import { startDemo } from '../demo.ts'

/** Platform and shop on free ports, until the test ends. */
export async function demoFor(t: { readonly after: (end: () => Promise<void>) => void }, fetch?: Fetch): Promise<Demo> {
  const demo = await startDemo({ platform: 0, shop: 0, ...(fetch && { fetch }) })
  t.after(demo.close)
  return demo
}

/** The exchanges the platform was asked for. */
export const exchangesOf = ({ platform }: Demo): TraceRecord[] =>
  platform.traces().filter(({ path }) => path === '/sns/oauth2/access_token')

/** Where a redirect leads. */
export const locationOf = (response: Response): string => response.headers.get('location') ?? assert.fail('no redirect')

/** A browser without a screen: it keeps the shop's cookies and follows no redirect by itself. */
export type Visitor = {
  readonly cookies: Map<string, string>
  readonly send: (method: string, url: string, headers?: Record<string, string>) => Promise<Response>
  readonly get: (url: string) => Promise<Response>
  /** The text of a page that is there. */
  readonly read: (url: string) => Promise<string>
  /** From the login button to where the platform sends the browser back; the headers say who opens the link and what they answer. */
  readonly toCallback: (scope: string, headers?: Record<string, string>) => Promise<string>
  /** A whole login. */
  readonly login: (scope: string, headers?: Record<string, string>) => Promise<void>
}

/** The headers of a user who agrees. */
export const agreeing = { 'x-weauth-user': 'alice', 'x-weauth-consent': 'allow' }

/** Visits the shop. */
export function visit({ shopUrl }: Demo, language = 'en'): Visitor {
  const cookies = new Map<string, string>()
  const self: Visitor = {
    cookies,
    async send(method, url, headers) {
      const cookie = Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ')
      const response = await fetch(new URL(url, shopUrl), {
        method,
        redirect: 'manual',
        headers: { 'accept-language': language, cookie, ...headers },
      })
      for (const line of response.headers.getSetCookie()) {
        const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
        if (line.includes('Max-Age=0')) cookies.delete(name)
        else cookies.set(name, value)
      }
      return response
    },
    get: (url) => self.send('GET', url),
    async read(url) {
      const response = await self.get(url)
      assert.equal(response.status, 200)
      return response.text()
    },
    async toCallback(scope, headers = agreeing) {
      const link = locationOf(await self.get(`/login?scope=${scope}`))
      return locationOf(await fetch(link, { headers, redirect: 'manual' }))
    },
    async login(scope, headers) {
      const response = await self.get(await self.toCallback(scope, headers))
      assert.equal(response.status, 303)
      assert.equal(locationOf(response), '/me#')
    },
  }
  return self
}
