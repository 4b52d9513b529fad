import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Fetch } from '@weauth/client'
import { createAccount } from '@weauth/client'
import type { Platform } from '@weauth/platform'
import { builtinSeed, createPlatform } from '@weauth/platform'
import { createShop } from './shop.ts'

/** A platform and the shop that logs in with it, both listening. */
export type Demo = {
  readonly shopUrl: string
  readonly platformUrl: string
  readonly platform: Platform
  readonly close: () => Promise<void>
}

/** Which ports, 0 for any free one; and how the shop's requests leave, if not by the global `fetch`. */
export type DemoOptions = { readonly platform: number; readonly shop: number; readonly fetch?: Fetch }

/**
 * Starts both on this machine alone.
 *
 * @throws the system's error, with its `port`, when one cannot be had.
 */
export async function startDemo({ fetch, ...ports }: DemoOptions): Promise<Demo> {
  const server = createServer()
  server.listen(ports.shop, '127.0.0.1')
  await once(server, 'listening')
  const shopUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  // The shop's port must be among the callback domains, so that it comes first.
  const seed = builtinSeed([new URL(shopUrl).host])
  const platform = await createPlatform({ seed })
  const close = async (): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    // Also those that a browser has opened ahead of need, and may never use.
    server.closeAllConnections()
    await Promise.all([closed, platform.close()])
  }
  try {
    const { url } = await platform.listen({ port: ports.platform })
    const { appid = '', secret = '' } = seed.apps[0] ?? {}
    const account = createAccount({ appid, secret, openHost: url, apiHost: url, ...(fetch && { fetch }) })
    server.on('request', createShop({ account, baseUrl: shopUrl }))
    return { shopUrl, platformUrl: url, platform, close }
  } catch (error) {
    await close()
    throw error
  }
}
