import assert from 'node:assert/strict'
import type { Account, Client, Step, User } from './client.ts'
import type { Journey, Query } from './journey.ts'
import { isUser } from './journey.ts'
import type { World } from './world.ts'

/** `done`, `absent` where the client does not offer it, `impossible` where WeChat refuses what it sends. */
export type StepResult = 'done' | 'absent' | 'impossible'

/** What the platform says to a token. */
async function askPlatform(
  world: World,
  path: string,
  { accessToken = '', openid = '' }: User,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${world.relay.url}${path}?${new URLSearchParams({ access_token: accessToken, openid })}`)
  return (await answer.json()) as Record<string, unknown>
}

/** A whole login in one browser. */
export async function logIn(
  journey: Journey,
  browser: string,
  account: Account = journey.account(),
): Promise<{ readonly user: User; readonly query: Query }> {
  const query = await journey.authorize(browser, account)
  const user = await journey.callback(browser, query, account)
  assert.ok(isUser(user), `no user: ${JSON.stringify(user, null, 2)}`)
  return { user, query }
}

/** Alice, and nobody else; with tokens that work, where the client hands them out. */
async function assertAlice({ world, openid }: Journey, user: User): Promise<void> {
  assert.equal(user.openid ?? openid, openid)
  assert.equal(user.nickname, '小艾')
  if (user.accessToken === undefined) return
  const profile = await askPlatform(world, '/sns/userinfo', { ...user, openid })
  assert.equal(profile['openid'], openid, JSON.stringify(profile))
  if (user.unionid !== undefined) assert.equal(user.unionid, profile['unionid'])
}

async function refresh(journey: Journey, user: User, { cannot }: Client): Promise<{ result: StepResult; user: User }> {
  const asked = journey.ask('a', { do: 'refresh', user })
  if (cannot?.refresh) {
    await assert.rejects(asked)
    return { result: 'impossible', user }
  }
  const accessToken = (await asked) as string | undefined
  if (accessToken === undefined) return { result: 'absent', user }
  const refreshed = { ...user, openid: journey.openid, accessToken }
  const answer = await askPlatform(journey.world, '/sns/auth', refreshed)
  assert.equal(answer['errcode'], 0, JSON.stringify(answer))
  return { result: 'done', user: refreshed }
}

async function check(journey: Journey, user: User, { cannot }: Client): Promise<StepResult> {
  const answer = await journey.ask('a', { do: 'check', user })
  if (answer === undefined) return 'absent'
  assert.equal(answer, cannot?.check === undefined)
  assert.equal(await journey.ask('a', { do: 'check', user: { ...user, accessToken: 'x' } }), false)
  return answer ? 'done' : 'impossible'
}

/** Goes through a login, and tells how far the client comes. */
export async function loginSteps(journey: Journey, client: Client): Promise<Readonly<Record<Step, StepResult>>> {
  const { user } = await logIn(journey, 'a')
  await assertAlice(journey, user)
  const refreshed = await refresh(journey, user, client)
  return {
    link: 'done',
    'code → user': 'done',
    refresh: refreshed.result,
    check: await check(journey, refreshed.user, client),
  }
}

/** What the other profile says to the client's link: the rule that it breaks, if any. */
export async function findingOf(journey: Journey): Promise<string | undefined> {
  const answer = await journey.open('elsewhere')
  if (answer.status === 302) return undefined
  assert.match(await answer.text(), /该链接无法访问/)
  return answer.headers.get('x-weauth-finding') ?? 'a page without a finding'
}
