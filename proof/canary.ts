import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Answer } from '../bench/connection.ts'
import { get, header, post } from '../bench/connection.ts'
import { member } from '../bench/flow.ts'
import { qrSecret } from '../packages/platform/src/credentials.ts'
import { createTickets } from '../packages/platform/src/tickets.ts'
import { misplaced } from './canary-misplaced.ts'
import type { Canaries } from './canary-watch.ts'
import { newCanaries } from './canary-watch.ts'
import type { Command } from './canary-world.ts'
import { appids, ask, databaseBytes, startCommand, writeSeed } from './canary-world.ts'
import type { Given, Proof } from './proof.ts'
import { numbers } from './proof.ts'

type Mode = 'production' | 'development'

/** A run under way: sends a request, and looks at the answer. */
type Watch = {
  readonly canaries: Canaries
  readonly command: Command
  readonly as: string
  /** @param owned names of what the answer may hold: it goes to the one whose it is, or who has just sent it */
  readonly send: (bytes: string, owned?: readonly string[]) => Promise<Answer | undefined>
}

const callback = encodeURIComponent('https://shop.example.com/cb')
const query = (parameters: Readonly<Record<string, string>>): string => new URLSearchParams(parameters).toString()

async function answered(watch: Watch, bytes: string, owned: readonly string[] = []): Promise<Answer> {
  const answer = await watch.send(bytes, owned)
  assert.ok(answer, 'no answer')
  return answer
}

function keep({ canaries }: Watch, name: string, value: string | undefined): string {
  if (value === undefined) throw new Error(`no ${name}`)
  canaries.add(name, value)
  return value
}

/** A login by consent page, exchange, refresh and the calls after it. */
async function loginByPage(watch: Watch): Promise<void> {
  const { canaries, as } = watch
  const link = `/connect/oauth2/authorize?appid=${appids.shop}&redirect_uri=${callback}&response_type=code&scope=snsapi_userinfo&state=${canaries.value('state')}`
  const page = await answered(watch, get(link, as), ['state'])
  const session = keep(watch, 'session', /weauth_session=(\w+)/.exec(header(page, 'set-cookie'))?.[1])
  const ticket = keep(watch, 'consent ticket', /name="request" value="([^"]+)"/.exec(page.body)?.[1])
  const form = query({ request: ticket, decision: 'allow' })
  const cookie = `${as}Cookie: weauth_session=${session}\r\n`
  const wrong = `${as}Cookie: weauth_session=${'A'.repeat(22)}\r\n`
  await answered(watch, post('/connect/oauth2/confirm', form, wrong))
  const back = await answered(watch, post('/connect/oauth2/confirm', form, cookie), ['state'])
  await answered(watch, post('/connect/oauth2/confirm', form, cookie))
  const code = keep(watch, 'code', /[?&]code=(\w+)/.exec(header(back, 'location'))?.[1])
  const secret = canaries.value('secret of shop')
  const exchange = query({ appid: appids.shop, secret, code, grant_type: 'authorization_code' })
  const token = await answered(watch, post('/sns/oauth2/access_token', exchange))
  const refresh = keep(watch, 'refresh token', member(token, 'refresh_token'))
  keep(watch, 'first access token', member(token, 'access_token'))
  await answered(watch, get(`/sns/oauth2/access_token?${exchange}`))
  const renewal = query({ appid: appids.shop, grant_type: 'refresh_token', refresh_token: refresh })
  const fresh = await answered(watch, get(`/sns/oauth2/refresh_token?${renewal}`), [
    'refresh token',
    'first access token',
  ])
  const access = keep(watch, 'access token', member(fresh, 'access_token'))
  const use = query({ access_token: access, openid: member(fresh, 'openid') })
  member(await answered(watch, get(`/sns/userinfo?${use}`)), 'nickname')
  await answered(watch, get(`/sns/auth?${use}`))
  // Asked for and never redeemed: what is only on its way is no less a secret.
  const open = await answered(watch, get(link, cookie), ['session', 'state'])
  const second = /name="request" value="([^"]+)"/.exec(open.body)?.[1]
  if (second !== undefined) keep(watch, 'open consent ticket', second)
}

/** The tokens of accounts and of third-party platforms. */
async function appTokens(watch: Watch, key: string): Promise<void> {
  const { canaries } = watch
  const own = { appid: appids.shop, secret: canaries.value('secret of shop') }
  const token = await answered(watch, get(`/cgi-bin/token?${query({ ...own, grant_type: 'client_credential' })}`))
  const ordinary = keep(watch, 'ordinary token', member(token, 'access_token'))
  const stable = JSON.stringify({ ...own, grant_type: 'client_credential' })
  keep(watch, 'stable token', member(await answered(watch, post('/cgi-bin/stable_token', stable)), 'access_token'))
  const ticket = await answered(watch, get(`/cgi-bin/ticket/getticket?access_token=${ordinary}&type=jsapi`))
  keep(watch, 'jsapi ticket', member(ticket, 'ticket'))
  const pushed = keep(watch, 'verify ticket', createTickets(key).verifyTicket(appids.component, Date.now()))
  const asked = JSON.stringify({
    component_appid: appids.component,
    component_appsecret: canaries.value('secret of component'),
    component_verify_ticket: pushed,
  })
  const component = await answered(watch, post('/cgi-bin/component/api_component_token', asked))
  keep(watch, 'component token', member(component, 'component_access_token'))
}

/** A login by QR code: what the browser knows, and what the picture shows. */
async function loginByQr(watch: Watch): Promise<void> {
  const { canaries, as } = watch
  const link = `/connect/qrconnect?appid=${appids.website}&redirect_uri=${callback}&response_type=code&scope=snsapi_login&state=${canaries.value('state')}`
  // The page links to itself, for a new picture.
  const page = await answered(watch, get(link), ['state'])
  const uuid = keep(watch, 'uuid', /(?<![0-9A-Za-z])[0-9A-Za-z]{29}(?![0-9A-Za-z])/.exec(page.body)?.[0])
  // What the picture says: a test reads no pictures.
  const scan = keep(watch, 'uuid in the picture', `${uuid.slice(0, 7)}${qrSecret(uuid.slice(7), 'scan')}`)
  await answered(watch, get(`/connect/qrcode/${uuid}`))
  const scanned = await answered(watch, get(`/connect/confirm?uuid=${scan}`, as), ['uuid in the picture'])
  const session = keep(watch, 'session of the phone', /weauth_session=(\w+)/.exec(header(scanned, 'set-cookie'))?.[1])
  const cookie = `${as}Cookie: weauth_session=${session}\r\n`
  await answered(watch, post('/connect/confirm', query({ uuid: scan, decision: 'allow' }), cookie))
  const told = await answered(watch, get(`/connect/l/qrconnect?uuid=${uuid}&last=404&f=url`), ['state'])
  keep(watch, 'code of the QR login', /wx_code='(\w+)'/.exec(told.body)?.[1])
}

/** What the store says when it cannot write goes into the log, too. */
async function failing(watch: Watch, path: string): Promise<void> {
  const { canaries } = watch
  const other = new DatabaseSync(path)
  other.exec('BEGIN IMMEDIATE')
  const names = ['secret of shop', 'code', 'refresh token']
  const [secret = '', code = '', refresh = ''] = names.map((name) => canaries.value(name))
  const own = { appid: appids.shop, secret }
  const before = watch.command.log().length
  await Promise.all([
    answered(watch, get(`/sns/oauth2/access_token?${query({ ...own, code, grant_type: 'authorization_code' })}`)),
    answered(
      watch,
      get(`/sns/oauth2/refresh_token?${query({ ...own, refresh_token: refresh, grant_type: 'refresh_token' })}`),
    ),
    answered(watch, post('/cgi-bin/stable_token', JSON.stringify({ ...own, grant_type: 'client_credential' }))),
  ])
  other.exec('ROLLBACK')
  other.close()
  assert.match(watch.command.log().slice(before), /"msg":"failure"/, 'no failure was logged')
}

/** Everything in one mode. Returns how many requests were sent and what was looked for. */
async function runIn(
  mode: Mode,
  { size, seed: start, folder: parent }: Given,
): Promise<{ requests: number; canaries: Canaries }> {
  const folder = join(parent, mode)
  mkdirSync(folder)
  const canaries = newCanaries()
  for (const name of Object.keys(appids)) canaries.add(`secret of ${name}`, randomBytes(16).toString('hex'))
  for (const name of ['identity key', 'admin token', 'state', 'body'])
    canaries.add(name, randomBytes(24).toString('hex').replace(/\d/g, 'x'))
  const seed = join(folder, 'seed.yaml')
  writeSeed(seed, canaries)
  const key = mode === 'production' ? canaries.value('identity key') : 'weauth'
  const args = ['--mode', mode, '--seed', seed, '--data', join(folder, 'data')]
  const production = ['--user-header', 'X-User-Id', '--trusted-proxy', '127.0.0.1']
  const command = await startCommand([...args, ...(mode === 'production' ? production : [])], {
    WEAUTH_ADMIN_TOKEN: canaries.value('admin token'),
    ...(mode === 'production' && { WEAUTH_IDENTITY_KEY: key }),
  })
  let requests = 0
  const watch: Watch = {
    canaries,
    command,
    as: mode === 'production' ? 'X-User-Id: ann\r\n' : 'X-Weauth-User: ann\r\n',
    async send(bytes, owned = []) {
      requests += 1
      // What this answer is the first to hold is known only after it: the issuing itself is no betrayal.
      const answer = await ask(command.port, bytes)
      const [told] = canaries.betrayed(`${answer?.head}\n${answer?.body}`, owned)
      assert.equal(told, undefined, `${mode}: an answer betrays ${told}, to ${bytes}`)
      return answer
    },
  }
  try {
    await loginByPage(watch)
    await appTokens(watch, key)
    await loginByQr(watch)
    const number = numbers(start)
    const [asked, seeing] = misplaced(mode, canaries)
    for (const { bytes, owned } of asked) if (size === 'full' || number(6) === 0) await watch.send(bytes, owned)
    if (size === 'full') await failing(watch, join(folder, 'data/weauth.sqlite'))
    for (const { bytes, owned } of seeing) await watch.send(bytes, owned)
    assertSilent(mode, 'the database', databaseBytes(join(folder, 'data')), canaries, ['state'])
    await command.stop()
    assert.ok(command.log().split('\n').length > requests / 2, 'the log is not one')
    assertSilent(mode, 'the log', command.log(), canaries)
    // In development the secrets of its apps are what it starts by telling.
    if (mode === 'production') assertSilent(mode, 'standard output', command.out(), canaries)
    assertSilent(mode, 'the closed database', databaseBytes(join(folder, 'data')), canaries, ['state'])
  } finally {
    command.kill()
  }
  return { requests, canaries }
}

/** @param kept names of what must be kept as it is: a state goes back as it came, and is the business's own */
function assertSilent(mode: Mode, where: string, text: string, canaries: Canaries, kept: readonly string[] = []): void {
  assert.ok(text.length > 100, `${where} is empty`)
  const [told] = canaries.betrayed(text, kept)
  assert.equal(told, undefined, `${mode}: ${where} betrays ${told}`)
}

export const canary: Proof = {
  claim: 'no secret, code, token, ticket, session or body is in the log, the database, a page, an error or a trace',
  plantedBug: 'log-of-urls',
  async run(given) {
    const production = await runIn('production', given)
    const development = await runIn('development', given)
    const names = production.canaries.names().length
    return `${production.requests + development.requests} requests in both modes, ${names} secrets looked for in 10 forms each: no hit`
  },
}
