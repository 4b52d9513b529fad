import assert from 'node:assert/strict'
import type { User } from './client.ts'
import type { Journey, Query } from './journey.ts'
import { broughtBack, isUser } from './journey.ts'
import { logIn } from './login-steps.ts'
import type { Failure } from './orders.ts'

/** What a client does by itself about what goes wrong in real life. */
export type Habits = {
  /** A victim with a login of their own under way opens the link that ends an attacker's. */
  readonly stranger: User | Failure
  /** The browser lost its cookies on the way. */
  readonly cookieLost: User | Failure
  /** The virtual user of a snapshot page; nothing where there is no such page. */
  readonly snapshot: User | Failure | undefined
  /** How many refreshes five calls at once make of an expired token; nothing where the client keeps no tokens. */
  readonly refreshes: number | undefined
  /** What of secret, code and token stands in an error, and in which. */
  readonly leaks: ReadonlyMap<string, readonly string[]>
}

/** Longer than an access token lives. */
const tokenSeconds = 7201

async function refreshesOf(journey: Journey): Promise<number | undefined> {
  const { user } = await logIn(journey, 'busy')
  const { world } = journey
  world.clock.advance(tokenSeconds)
  const called = await journey.ask('busy', { do: 'call five times', user })
  if (called === undefined) return undefined
  const now = world.clock.now()
  return world.platform.traces().filter(({ at, path }) => at === now && path === '/sns/oauth2/refresh_token').length
}

/** Which secrets stand in what a log would hold of an error. */
function leaksOf(journey: Journey, { inspected }: Failure, query: Query): string[] {
  const secrets = { secret: journey.account().secret, code: query['code'] ?? '' }
  return Object.entries(secrets).flatMap(([name, value]) => (value !== '' && inspected.includes(value) ? [name] : []))
}

/** The errors in which secrets may stand: of a connection that breaks, of a proxy in between, of WeChat. */
async function allLeaks(journey: Journey): Promise<Map<string, string[]>> {
  const { relay } = journey.world
  const leaks = new Map<string, string[]>()
  for (const trouble of ['cut', 'bad gateway', 'used code'] as const) {
    const browser = `leaking, ${trouble}`
    const query = await journey.authorize(browser)
    if (trouble === 'used code') await journey.callback(browser, query)
    else relay.turn(trouble)
    const outcome = await journey.callback(browser, query)
    relay.turn('fair')
    // Else there is no error to look into.
    assert.ok(trouble === 'used code' || !isUser(outcome), `${trouble}: ${JSON.stringify(outcome)}`)
    const found = isUser(outcome) ? [] : leaksOf(journey, outcome, query)
    if (found.length > 0) leaks.set(trouble, found)
  }
  return leaks
}

/** Somebody who looks on, on a snapshot page, and whom WeChat makes a user up for. */
const onlooker = { 'x-weauth-user': 'bob', 'x-weauth-consent': 'snapshot' }

async function snapshotOf(journey: Journey): Promise<User | Failure | undefined> {
  const { kind, world, account } = journey
  if (kind === 'website' || kind === 'mobile') return undefined
  const query = await broughtBack(await journey.open('onlooker', undefined, onlooker))
  assert.ok(query?.['code'])
  const outcome = await journey.callback('onlooker', query)
  if (isUser(outcome)) assert.notEqual(outcome.openid, world.platform.openid(account().appid, 'bob'))
  return outcome
}

/** Measures the habits of a client. */
export async function habitSteps(journey: Journey): Promise<Habits> {
  const attack = await journey.authorize('attacker')
  await journey.authorize('victim')
  const stranger = await journey.callback('victim', attack)
  const cookieLost = await journey.callback('new browser', await journey.authorize('forgetful'))
  const snapshot = await snapshotOf(journey)
  return { stranger, cookieLost, snapshot, refreshes: await refreshesOf(journey), leaks: await allLeaks(journey) }
}
