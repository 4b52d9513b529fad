import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { builtinSeed, createPlatform } from '@weauth/platform'

// Programs in other languages that send what the SDKs of those languages send, WeChat's hosts hard-coded, under `weauth run`: a login with
// its refresh and its check, a wrong secret and a code that was used.

const root = join(import.meta.dirname, '..')
const home = mkdtempSync(join(tmpdir(), 'weauth-languages-'))
after(() => rmSync(home, { recursive: true, force: true }))

const platform = await createPlatform({ seed: builtinSeed(['localhost:3000']) })
const { url } = await platform.listen()
after(() => platform.close())

/** Why a language is not tried here; false where its program is installed. */
const missing = (program: string, ...args: string[]): string | false =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0 ? false : `${program} is not installed here`

const isPatient = process.env['WEAUTH_SLOW'] !== undefined
const documented = ['appid,secret,code,grant_type']
/** A language, what runs its program, the parameters of its exchange as its SDKs order them, and why it is not tried. */
type Language = readonly [name: string, command: readonly string[], sent: readonly string[], skip: string | false]
const languages: readonly Language[] = [
  [
    'a shell script with curl',
    ['sh', 'login.sh'],
    ['code,appid,secret,redirect_uri,grant_type'],
    missing('curl', '-V'),
  ],
  ['Python', ['python3', 'login.py'], documented, missing('python3', '--version')],
  ['Java', ['java', 'Login.java'], documented, missing('keytool', '-help')],
  [
    'Go',
    ['go', 'run', 'login.go'],
    [...documented, 'appid,code,grant_type,secret'],
    missing('go', 'version') || (isPatient ? false : 'Go compiles for a minute the first time: WEAUTH_SLOW=1 runs it'),
  ],
  ['PHP', ['php', 'login.php'], documented, missing('php', '--version')],
  [
    'Ruby',
    ['ruby', 'login.rb'],
    ['appid,client_id,client_secret,code,grant_type,redirect_uri,secret'],
    missing('ruby', '--version'),
  ],
]

for (const [name, command, sent, skip] of languages) {
  test(
    `${name} logs a user in, refreshes, checks, and is told of a wrong secret and a used code`,
    { skip },
    async () => {
      const before = platform.traces().length
      const weauth = join(root, 'packages/cli/bin/weauth.js')
      const child = spawn(process.execPath, [weauth, 'run', '--quiet', '--join', url, '--', ...command], {
        cwd: join(root, 'test/languages'),
        env: { ...process.env, WEAUTH_HOME: home },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: isPatient ? 600_000 : 60_000,
      })
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
      assert.equal(out, 'secret 40125\nuser 小艾\ncheck ok\nrefreshed true\nused 40163\n', err)
      assert.equal(child.exitCode, 0)
      const exchanges = platform
        .traces()
        .slice(before)
        .filter(({ path }) => path === '/sns/oauth2/access_token')
      const orders = exchanges.map(({ parameters }) => parameters.map(({ name }) => name).join(','))
      assert.deepEqual([...new Set(orders)], sent)
    },
  )
}
