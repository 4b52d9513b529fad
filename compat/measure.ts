import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { Client, Step, Trouble, User } from './client.ts'
import type { Listed } from './clients.ts'
import { loadClient } from './clients.ts'
import type { Habits } from './habit-steps.ts'
import { habitSteps } from './habit-steps.ts'
import { startJourney } from './journey.ts'
import type { StepResult } from './login-steps.ts'
import { findingOf, loginSteps } from './login-steps.ts'
import type { Failure } from './orders.ts'
import { troubleSteps } from './trouble-steps.ts'
import type { Way, Worlds } from './world.ts'
import { ways } from './world.ts'

/** What a client did on one way. */
export type Went = {
  readonly steps: Readonly<Record<Step, StepResult>>
  readonly troubles: ReadonlyMap<Trouble, User | Failure>
  readonly habits: Habits
}

/** What a client did on every way it can go; nothing where its links are refused. */
export type Measured = {
  readonly listed: Listed
  readonly client: Client
  readonly version: string
  readonly went: ReadonlyMap<Way, Went>
}

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  dependencies: Readonly<Record<string, string>>
}

/**
 * Takes a client through everything, on every way that it can go.
 *
 * @throws AssertionError where it does not do what its file says
 */
export async function measure(worlds: Worlds, listed: Listed): Promise<Measured> {
  const client = await loadClient(listed.file)
  const went = new Map<Way, Went>()
  const possible = ways.filter((way) => way === 'weauth run' || 'how' in client.byOrigin)
  const [first = 'weauth run'] = possible
  const other = worlds[client.profile === 'documented' ? 'observed' : 'documented']
  assert.equal(await findingOf(startJourney(other, first, listed.file, client.app)), client.breaks)
  for (const way of possible) {
    const journey = startJourney(worlds[client.profile], way, listed.file, client.app)
    if (client.refused !== undefined) {
      assert.equal(await findingOf(journey), client.refused)
      continue
    }
    went.set(way, {
      steps: await loginSteps(journey, client),
      troubles: await troubleSteps(journey, client),
      habits: await habitSteps(journey),
    })
  }
  return { listed, client, version: dependencies[listed.package] ?? assert.fail(), went }
}
