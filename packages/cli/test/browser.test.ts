import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { wechatNames } from '@weauth/protocol'
import { run, start } from './weauth-process.ts'

// That Chromium takes these arguments as is meant, packages/platform/test/playwright.test.ts shows. Here stands a program in its place that
// prints what it is given and ends.
const folder = mkdtempSync(join(tmpdir(), 'weauth-browser-command-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const program = join(folder, 'browser')
writeFileSync(program, '#!/bin/sh\nprintf "%s\\n" "$@"\n')
chmodSync(program, 0o755)
const env = { WEAUTH_HOME: folder, CHROME_PATH: program }
const skip = process.platform === 'win32' ? 'the stand-in for a browser is a shell script' : false

const profiles = (): string[] => readdirSync(tmpdir()).filter((name) => /^weauth-browser-(?!command)/.test(name))

test(
  'the browser is WeChat: user agent, phone size, mapped hosts, a pinned key and a profile that goes with it',
  { skip },
  async () => {
    const before = profiles()
    const { code, out, err } = await run(['browser', 'http://localhost:3000/login', '--', '--headless'], env)
    assert.equal(code, 0, err)
    assert.match(out, /^--user-agent=.+ MicroMessenger\/\d/m)
    assert.match(out, /^--window-size=390,844$/m)
    const rules = /^--host-resolver-rules=(.+)$/m.exec(out)?.[1] ?? ''
    for (const name of wechatNames) assert.match(rules, new RegExp(`MAP ${name} 127\\.0\\.0\\.1:\\d+(?:,|$)`))
    assert.match(out, /^--ignore-certificate-errors-spki-list=[\w+/]{43}=$/m)
    assert.match(out, /^--user-data-dir=.+weauth-browser-/m)
    assert.deepEqual(out.trim().split('\n').slice(-2), ['--headless', 'http://localhost:3000/login'])
    assert.match(err, /WeChat is http:\/\/127\.0\.0\.1:\d+/)
    assert.deepEqual(profiles(), before)
  },
)

test('without a URL it opens the home page of the platform, one that runs already too', { skip }, async (t) => {
  const { url } = await start(t, [])
  const { out } = await run(['browser', '--join', url], env)
  assert.equal(out.trim().split('\n').at(-1), url)
})

test('a URL that is none and a browser that is not there are told, each with what to do', async () => {
  const none = await run(['browser', 'localhost:3000'], env)
  assert.deepEqual([none.code, /not a URL/.test(none.err)], [2, true])
  const { code, err } = await run(['browser'], { ...env, CHROME_PATH: '/nowhere/chrome' })
  assert.deepEqual([code, /CHROME_PATH names \/nowhere\/chrome/.test(err)], [1, true])
  const folderAsProgram = await run(['browser'], { ...env, CHROME_PATH: folder })
  assert.match(folderAsProgram.err, /cannot be started/)
  assert.equal(folderAsProgram.code, 1)
})
