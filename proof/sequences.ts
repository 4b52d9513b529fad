import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Platform, Seed, Store } from '@weauth/platform'
import { createPlatform, openMemoryStore, openSqliteStore } from '@weauth/platform'
import { manualClock } from '@weauth/platform/testing'
import type { ManualClock } from '@weauth/platform/testing'
import type { Command, Expected } from './model.ts'
import { appids, Model, users } from './model.ts'
import type { Proof } from './proof.ts'
import { numbers } from './proof.ts'

const secret = '0123456789abcdef0123456789abcdef'
const callback = 'https://shop.example.com/cb'
const userFacts = {
  sex: 0,
  province: '',
  city: '',
  country: '',
  language: 'zh_CN',
  privilege: [],
  avatar: 1,
  follows: [],
} as const
const seed: Seed = {
  openPlatforms: [],
  apps: appids.map((appid) => ({
    appid,
    secret,
    name: appid,
    kind: 'service',
    callbackDomains: ['shop.example.com'],
    scopes: ['snsapi_base', 'snsapi_userinfo'],
    refreshTokenDays: 30,
    requireFollow: false,
    banned: false,
  })),
  users: users.map((id) => ({ id, nickname: id, ...userFacts })),
}

/** A platform under test: what it issued in this sequence, by number, and how it is closed and opened again. */
type Subject = {
  platform: Platform
  readonly clock: ManualClock
  readonly crash: () => Promise<void>
  codes: string[]
  grants: { readonly refresh: string; readonly accesses: string[] }[]
}

async function ask(platform: Platform, path: string, query: Record<string, string>): Promise<Record<string, string>> {
  const response = await platform.fetch(new Request(`https://api.weixin.qq.com${path}?${new URLSearchParams(query)}`))
  assert.equal(response.status, 200)
  return JSON.parse(await response.text()) as Record<string, string>
}

async function authorize({ platform, codes }: Subject, command: Command & { do: 'authorize' }): Promise<Expected> {
  const { user, appid, scope, refuse } = command
  const query = new URLSearchParams({ appid, redirect_uri: callback, response_type: 'code', scope, state: 's' })
  const headers = { 'x-weauth-user': user, 'x-weauth-consent': refuse ? 'deny' : 'allow' }
  const link = `https://open.weixin.qq.com/connect/oauth2/authorize?${query}`
  const response = await platform.fetch(new Request(link, { headers, redirect: 'manual' }))
  const code = new URL(response.headers.get('location') ?? '').searchParams.get('code')
  if (code === null) return 'refused'
  codes.push(code)
  return 'code'
}

async function redeem({ platform, codes, grants }: Subject, command: Command & { do: 'redeem' }): Promise<Expected> {
  const right = command.rightSecret ? secret : secret.toUpperCase()
  const query = {
    appid: command.appid,
    secret: right,
    code: codes[command.code] ?? 'nothing',
    grant_type: 'authorization_code',
  }
  const reply = await ask(platform, '/sns/oauth2/access_token', query)
  if (reply['errcode'] !== undefined) return Number(reply['errcode'])
  grants.push({ refresh: reply['refresh_token'] ?? '', accesses: [reply['access_token'] ?? ''] })
  return 0
}

async function refresh({ platform, grants }: Subject, command: Command & { do: 'refresh' }): Promise<Expected> {
  const grant = grants[command.grant]
  const query = { appid: command.appid, grant_type: 'refresh_token', refresh_token: grant?.refresh ?? 'nothing' }
  const reply = await ask(platform, '/sns/oauth2/refresh_token', query)
  if (reply['errcode'] !== undefined) return Number(reply['errcode'])
  grant?.accesses.push(reply['access_token'] ?? '')
  return 0
}

async function use(
  { platform, grants }: Subject,
  command: Command & { do: 'userinfo' | 'check' },
  appid: string,
): Promise<Expected> {
  const access_token = grants[command.grant]?.accesses[command.access] ?? 'nothing'
  const query = { access_token, openid: platform.openid(appid, command.openidOf) }
  return Number((await ask(platform, command.do === 'check' ? '/sns/auth' : '/sns/userinfo', query))['errcode'] ?? 0)
}

/** Does a command on the platform and says what came of it. */
async function apply(subject: Subject, command: Command, model: Model): Promise<Expected> {
  switch (command.do) {
    case 'authorize':
      return authorize(subject, command)
    case 'redeem':
      return redeem(subject, command)
    case 'refresh':
      return refresh(subject, command)
    case 'userinfo':
    case 'check':
      return use(subject, command, model.grants[command.grant]?.appid ?? appids[0])
    case 'revoke':
      return (await subject.platform.userActs.revoke(command.appid, command.user)) ? 'done' : 'nothing'
    case 'changePassword':
      await subject.platform.userActs.changePassword(command.user)
      return 'done'
    case 'wait':
      subject.clock.advance(command.seconds)
      return 'done'
    default:
      await subject.crash()
      return 'done'
  }
}

/** The moments at which something ends, and the seconds before and after. */
const waits = [1, 299, 300, 301, 7199, 7200, 7201, 30 * 86_400 - 1, 30 * 86_400]

/** The next command: mostly one that can succeed, for the sequences in which all fails teach little. */
function nextCommand(number: (below: number) => number, model: Model, crashes: boolean): Command {
  const of = <T>(list: readonly T[]): T => list[number(list.length)] as T
  const latest = (length: number): number => Math.max(0, length - 1 - number(3))
  const [user, appid] = [of(users), of(appids)]
  const code = latest(model.codes.length)
  const grant = latest(model.grants.length)
  const own = (thing: { appid: (typeof appids)[number] } | undefined): (typeof appids)[number] =>
    number(6) === 0 ? appid : (thing?.appid ?? appid)
  const commands: (() => Command)[] = [
    () => ({
      do: 'authorize',
      user,
      appid,
      scope: of(['snsapi_base', 'snsapi_userinfo', 'snsapi_userinfo']),
      refuse: number(8) === 0,
    }),
    () => ({ do: 'redeem', code, appid: own(model.codes[code]), rightSecret: number(8) !== 0 }),
    () => ({ do: 'redeem', code, appid: own(model.codes[code]), rightSecret: true }),
    () => ({ do: 'refresh', grant, appid: own(model.grants[grant]) }),
    () => {
      const held = model.grants[grant]
      const openidOf = number(6) === 0 ? user : (held?.user ?? user)
      return { do: of(['userinfo', 'check']), grant, access: latest(held?.accessEnds.length ?? 0), openidOf }
    },
    () => ({ do: 'wait', seconds: of(waits) }),
    () => (number(4) === 0 ? { do: 'revoke', user, appid } : { do: 'wait', seconds: of(waits) }),
    () =>
      number(6) === 0
        ? { do: 'changePassword', user }
        : { do: 'authorize', user, appid, scope: 'snsapi_userinfo', refuse: false },
    () =>
      crashes && number(20) === 0
        ? { do: 'crash' }
        : { do: 'redeem', code, appid: own(model.codes[code]), rightSecret: true },
  ]
  return of(commands)()
}

/** Runs one sequence on the platform and on the model; fails where they differ, with all that led there. */
async function runSequence(subject: Subject, number: (below: number) => number, crashes: boolean): Promise<number> {
  const model = new Model()
  subject.codes = []
  subject.grants = []
  const said: string[] = []
  const length = 5 + number(20)
  for (let step = 0; step < length; step += 1) {
    const command = nextCommand(number, model, crashes)
    const expected = model.apply(command)
    const actual = await apply(subject, command, model)
    said.push(`${JSON.stringify(command)} → ${actual}`)
    assert.equal(actual, expected, `expected ${expected}:\n${said.join('\n')}`)
  }
  // The next sequence begins with no consents and nobody's tokens in the way.
  for (const user of users) for (const appid of appids) await subject.platform.userActs.revoke(appid, user)
  return length
}

/**
 * A platform on a store that is opened anew at each `crash`. That one is orderly: the platform closes, and the next finds what it kept.
 * Processes that are killed are in `crashes.ts` and `io-kills.ts`.
 */
export async function subjectOn(open: (clock: ManualClock) => Promise<Store> | Store): Promise<Subject> {
  const clock = manualClock()
  const start = async (): Promise<Platform> => createPlatform({ seed, store: await open(clock), clock, traceLimit: 0 })
  const subject: Subject = {
    platform: await start(),
    clock,
    async crash() {
      await subject.platform.close()
      subject.platform = await start()
    },
    codes: [],
    grants: [],
  }
  return subject
}

/** Runs so many sequences, one after the other; how many commands that were. */
export async function runAll(
  subject: Subject,
  sequences: number,
  seedNumber: number,
  crashes: boolean,
): Promise<number> {
  const number = numbers(seedNumber)
  let commands = 0
  for (let index = 0; index < sequences; index += 1) commands += await runSequence(subject, number, crashes)
  await subject.platform.close()
  return commands
}

/** The figure of a run. */
export const told = (sequences: number, commands: number): string =>
  `${sequences.toLocaleString('en')} sequences of ${commands.toLocaleString('en')} commands: every answer as the model says`

export const modelInMemory: Proof = {
  claim: 'whatever users and businesses do in whatever order, the platform answers as a model of a page does',
  plantedBug: 'late-in-memory',
  async run({ size, seed: start }) {
    const sequences = size === 'full' ? 20_000 : 300
    const subject = await subjectOn((clock) => openMemoryStore({ clock }))
    return told(sequences, await runAll(subject, sequences, start, false))
  },
}

export const modelOnFile: Proof = {
  claim: 'the same holds on a file, over restarts in between',
  plantedBug: 'late-by-one',
  async run({ size, seed: start, folder }) {
    const sequences = size === 'full' ? 20_000 : 60
    const path = join(folder, 'weauth.sqlite')
    const subject = await subjectOn((clock) => openSqliteStore({ path, clock }))
    return told(sequences, await runAll(subject, sequences, start + 1, true))
  },
}
