import assert from 'node:assert/strict'
import type { Client, Trouble, User } from './client.ts'
import { troubles } from './client.ts'
import type { Journey, Query } from './journey.ts'
import { broughtBack, isUser, unwilling } from './journey.ts'
import { logIn } from './login-steps.ts'
import type { Failure } from './orders.ts'

/** Longer than a code lives: ten minutes for an app of the open platform, five for an account. */
const tooLateSeconds = ({ kind }: Journey): number => (kind === 'website' || kind === 'mobile' ? 601 : 301)

/** A user refuses; what comes back, or would where the profile sends nothing back. */
async function refuse(journey: Journey): Promise<Query> {
  const answer = await journey.open('refusing', undefined, unwilling)
  const back = await broughtBack(answer)
  if (back !== undefined) {
    assert.equal(back['code'], undefined)
    return back
  }
  assert.equal(answer.headers.get('x-weauth-finding'), null)
  const { code: _, ...query } = await journey.authorize('refusing')
  return query
}

/** How each trouble is made. */
const makers: Readonly<Record<Trouble, (journey: Journey) => Promise<User | Failure>>> = {
  async refusal(journey) {
    return journey.callback('refusing', await refuse(journey))
  },
  async authdeny(journey) {
    return journey.callback('refusing', { code: 'authdeny', ...(await refuse(journey)) })
  },
  async 'used code'(journey) {
    const { query } = await logIn(journey, 'twice')
    return journey.callback('twice', query)
  },
  async 'expired code'(journey) {
    const query = await journey.authorize('slow')
    journey.world.clock.advance(tooLateSeconds(journey))
    return journey.callback('slow', query)
  },
  async 'wrong secret'(journey) {
    const account = journey.account({ secret: 'f'.repeat(32) })
    return journey.callback('misled', await journey.authorize('misled', account), account)
  },
  async 'no unionid'(journey) {
    const { account } = journey.unbound
    return journey.callback('alone', await journey.authorize('alone', account), account)
  },
}

/** Whether a client did what its site may expect: no user where there is none, and one told by openid where there is no unionid. */
function isSound(journey: Journey, trouble: Trouble, outcome: User | Failure): boolean {
  if (trouble !== 'no unionid') return !isUser(outcome)
  return isUser(outcome) && outcome.id === journey.unbound.openid
}

/** Makes every trouble; what the client made of each. What it does not stand must be among its gaps, and nothing else. */
export async function troubleSteps(journey: Journey, client: Client): Promise<Map<Trouble, User | Failure>> {
  const outcomes = new Map<Trouble, User | Failure>()
  for (const trouble of troubles) {
    // Every website and mobile app belongs to an open platform.
    if (trouble === 'no unionid' && (journey.kind === 'website' || journey.kind === 'mobile')) continue
    const outcome = await makers[trouble](journey)
    const gap = client.gaps?.[trouble]
    assert.equal(
      isSound(journey, trouble, outcome),
      gap === undefined,
      `${trouble}: ${JSON.stringify(outcome, null, 2)}`,
    )
    outcomes.set(trouble, outcome)
  }
  return outcomes
}
