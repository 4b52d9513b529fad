/**
 * For Playwright: a Chromium that is WeChat, and a platform behind it. It gives plain options, and imports no Playwright: whichever the test
 * brings takes them. It imports the platform and its impersonation; nothing of the platform imports it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wechatUserAgent } from '@weauth/protocol'
import { chromiumArguments, impersonate, openCertificateAuthority, phoneSize } from './impersonation/index.ts'
import type { PlatformOptions } from './options.ts'
import type { Platform } from './platform.ts'
import { createPlatform, systemClock } from './platform.ts'
import { builtinSeed } from './seed/index.ts'

/** What a WeChat for Playwright is made from. */
export type WechatOptions = {
  /** Origin of a platform that runs already, such as that of `weauth run` (`WEAUTH_URL`); without it one is made. */
  readonly join?: string | undefined
  /** How one is made: apps and users, the user who opens links (`defaultUser`), behaviours. */
  readonly platform?: PlatformOptions
}

/** A WeChat for Playwright: what to launch and how to open a context, and what to close at the end. */
export type Wechat = {
  /** Origin of the platform, for the business's own calls where they are not redirected by `weauth run`. */
  readonly url: string
  /** The platform; absent when one was joined. */
  readonly platform: Platform | undefined
  /** For `chromium.launch()`, or `use.launchOptions` of a configuration. */
  readonly launchOptions: { readonly args: string[] }
  /** For `browser.newContext()`, or `use` of a configuration: WeChat's user agent on a phone's screen. */
  readonly contextOptions: {
    readonly userAgent: string
    readonly viewport: { readonly width: number; readonly height: number }
    readonly isMobile: true
    readonly hasTouch: true
    readonly locale: string
  }
  readonly close: () => Promise<void>
}

/**
 * Opens a WeChat for Playwright.
 *
 * @throws when no port can be had.
 * @example
 * const wechat = await openWechat({ platform: { seed: builtinSeed(['localhost:3000']), defaultUser: 'alice' } })
 * // const browser = await chromium.launch(wechat.launchOptions)
 * // const page = await (await browser.newContext(wechat.contextOptions)).newPage()
 */
export async function openWechat({ join: joined, platform: options }: WechatOptions = {}): Promise<Wechat> {
  const platform = joined === undefined ? await createPlatform({ seed: builtinSeed([]), ...options }) : undefined
  const url = joined ?? (await platform?.listen())?.url ?? ''
  // Of this run alone, and gone with it: the browser knows it by its key.
  const folder = await mkdtemp(join(tmpdir(), 'weauth-playwright-'))
  const authority = await openCertificateAuthority(join(folder, 'ca'), systemClock)
  await rm(folder, { recursive: true })
  const impersonator = await impersonate({ target: url, authority, clock: systemClock })
  return {
    url,
    platform,
    launchOptions: { args: [...chromiumArguments(impersonator, authority)] },
    contextOptions: {
      userAgent: wechatUserAgent,
      viewport: phoneSize,
      isMobile: true,
      hasTouch: true,
      locale: 'zh-CN',
    },
    async close() {
      await impersonator.close()
      await platform?.close()
    },
  }
}

/** As much of a fixture of `@playwright/test` as is used here. */
type Use<T> = (value: T) => Promise<void>
type LaunchOptions = { args?: string[] }

/** Fixtures for `test.extend` of `@playwright/test`. */
export type WechatFixtures = {
  readonly wechat: [(given: object, use: Use<Wechat>) => Promise<void>, { scope: 'worker' }]
  readonly launchOptions: [
    (given: { wechat: Wechat; launchOptions: LaunchOptions }, use: Use<LaunchOptions>) => Promise<void>,
    { scope: 'worker' },
  ]
} & { readonly [Name in keyof Wechat['contextOptions']]: Wechat['contextOptions'][Name] }

/**
 * Fixtures for `@playwright/test`: every page is opened in WeChat, and `wechat` is there besides. Under `weauth run -- npx playwright test`
 * the platform is the one of that run, so that the site's own server calls it, too.
 *
 * @example
 * // export const test = base.extend(wechatFixtures({ platform: { defaultUser: 'alice' } }))
 */
export function wechatFixtures(options: WechatOptions = {}): WechatFixtures {
  return {
    wechat: [
      // Playwright reads from the braces which fixtures are wanted: none.
      // oxlint-disable-next-line no-empty-pattern
      async ({}, use) => {
        const wechat = await openWechat({ join: process.env['WEAUTH_URL'] || undefined, ...options })
        await use(wechat)
        await wechat.close()
      },
      { scope: 'worker' },
    ],
    launchOptions: [
      async ({ wechat, launchOptions }, use) => {
        await use({ ...launchOptions, args: [...(launchOptions.args ?? []), ...wechat.launchOptions.args] })
      },
      { scope: 'worker' },
    ],
    userAgent: wechatUserAgent,
    viewport: phoneSize,
    isMobile: true,
    hasTouch: true,
    locale: 'zh-CN',
  }
}
