import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { systemStore } from '../src/ca/system-store.ts'
import { run } from './weauth-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'weauth-ca-command-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const env = { WEAUTH_HOME: folder }

test('ca path makes the authority and prints where its certificate stands', async () => {
  const { code, out } = await run(['ca', 'path'], env)
  assert.equal(code, 0)
  assert.equal(new X509Certificate(readFileSync(out.trim())).ca, true)
  assert.equal((await run(['ca', 'path'], env)).out, out)
})

test('ca show tells for whom it signs, in both languages', async () => {
  const { out } = await run(['ca', 'show'], env)
  assert.match(out, /signs for +open\.weixin\.qq\.com\n/)
  assert.match(out, /never for +other names, any IP address/)
  assert.match((await run(['ca', 'show', '--lang', 'zh'], env)).out, /可签发 +open\.weixin\.qq\.com/)
})

test(
  'trust and untrust are carried out on demand only: --dry-run prints the commands',
  { skip: process.platform === 'win32' },
  async () => {
    for (const action of ['trust', 'untrust']) {
      const { code, out, err } = await run(['ca', action, '--dry-run'], env)
      if (code === 1) assert.match(err, /not known how this system trusts/)
      else assert.match(out, /weauth-local-ca\.crt|security/)
    }
  },
)

test('every system has its own commands', () => {
  const text = (platform: NodeJS.Platform): string =>
    JSON.stringify(systemStore('/x/certificate.pem', 'AB12', platform))
  assert.match(text('darwin'), /add-trusted-cert.+\/x\/certificate\.pem.+delete-certificate.+AB12/)
  assert.match(text('win32'), /-addstore.+Root.+-delstore.+AB12/)
})

test('an action that is none is told', async () => {
  const { code, err } = await run(['ca', 'trus'], env)
  assert.equal(code, 2)
  assert.match(err, /did you mean trust\?/)
})
