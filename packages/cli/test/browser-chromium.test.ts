import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { chromium } from 'playwright-core'
import { longestMs, plain, weauth } from './weauth-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'weauth-real-browser-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** The Chromium that npm brings along, which says on its output where it can be driven. */
async function realBrowser(): Promise<string> {
  const { default: files } = await import('@sparticuz/chromium')
  const program = join(folder, 'chromium')
  writeFileSync(program, `#!/bin/sh\nexec "${await files.executablePath()}" "$@" 2>&1\n`)
  chmodSync(program, 0o755)
  return program
}

const profiles = (): string[] => readdirSync(tmpdir()).filter((name) => /^weauth-browser-\d+-/.test(name))

// Catches arguments that Chromium does not take as they are meant: a certificate that it refuses, or the real open.weixin.qq.com.
test(
  'weauth browser is a real Chromium in WeChat: the link is answered by the platform, and the site gets its code',
  { skip: process.platform === 'linux' ? false : 'npm brings a Chromium along on Linux only' },
  async (t) => {
    const site = createServer((_, response) => response.end('back at the shop')).listen(0, '127.0.0.1')
    await once(site, 'listening')
    t.after(() => site.close().closeAllConnections())
    const host = `127.0.0.1:${(site.address() as AddressInfo).port}`
    const link = `https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx0a1b2c3d4e5f6071&redirect_uri=${encodeURIComponent(`http://${host}/cb`)}&response_type=code&scope=snsapi_userinfo&state=a1#wechat_redirect`
    const before = profiles()
    const forBrowser = ['--', '--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0']
    const command = [weauth, 'browser', link, '--callback', host, '--user', 'alice', ...forBrowser]
    const env = { ...plain, WEAUTH_HOME: folder, CHROME_PATH: await realBrowser() }
    const child = spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'ignore'], timeout: longestMs })
    const ended = once(child, 'exit')
    // It ends its browser, too.
    t.after(() => {
      child.kill('SIGTERM')
      return ended
    })
    const address = await new Promise<string>((resolve) => {
      let said = ''
      child.stdout.setEncoding('utf8').on('data', (part: string) => {
        said += part
        const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
        if (found !== undefined) resolve(found)
      })
    })
    const browser = await chromium.connectOverCDP(address)
    const page = browser.contexts()[0]?.pages()[0] ?? assert.fail('no page')
    await page.locator('button[value=allow]').click({ timeout: 10_000 })
    await page.waitForURL(`http://${host}/**`, { timeout: 10_000 })
    assert.match(page.url(), /\/cb\?code=\w{32}&state=a1/)
    assert.match(await page.evaluate('navigator.userAgent'), /MicroMessenger\//)
    assert.equal(await page.evaluate('innerWidth'), 390)
    // Closing the browser ends the command, and its profile goes.
    const session = await browser.newBrowserCDPSession()
    await session.send('Browser.close').catch(() => {})
    assert.deepEqual(await ended, [0, null])
    assert.deepEqual(profiles(), before)
  },
)
