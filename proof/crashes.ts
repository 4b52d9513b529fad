import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import type { Answer, Connection } from '../bench/connection.ts'
import { connectTo, get } from '../bench/connection.ts'
import { member } from '../bench/flow.ts'
import type { Running } from './platforms.ts'
import { errcodeOf, newCode, redemption, startPlatform } from './platforms.ts'
import type { Proof } from './proof.ts'
import { numbers } from './proof.ts'

const inFlight = 20

/** Whether an answer carries a token. */
export const isToken = ({ body }: Answer): boolean => body.startsWith('{"access_token"')

/** What a business server would do with a token it was given: ask whether it is valid. */
export function check(connection: Connection, token: Answer): Promise<Answer> {
  return connection.send(
    get(`/sns/auth?access_token=${member(token, 'access_token')}&openid=${member(token, 'openid')}`),
  )
}

/** Fails unless a token is valid. */
export async function assertValid(connection: Connection, token: Answer): Promise<void> {
  const answer = await check(connection, token)
  assert.equal(errcodeOf(answer), 0, `an acknowledged token was lost: ${answer.body}`)
}

/** Whether the file is sound. */
export function assertSound(path: string): void {
  const db = new DatabaseSync(path, { timeout: 5000 })
  assert.equal(db.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok')
  db.close()
}

/** Twenty redemptions under way, and the process killed among them; the answers that arrived. */
async function killed(victim: Running, codes: readonly string[], afterMs: number): Promise<(Answer | undefined)[]> {
  const connections = await Promise.all(codes.map(() => connectTo(victim.port)))
  // Whoever has just connected waits at the door: the kill would come before any redemption began.
  await Promise.all(connections.map((connection) => connection.send(get('/healthz'))))
  const answers = connections.map(async (connection, index) => {
    try {
      return await connection.send(redemption(codes[index] ?? ''))
    } catch {
      return undefined
    }
  })
  await wait(afterMs)
  const died = once(victim.child, 'exit')
  victim.child.kill('SIGKILL')
  await died
  return Promise.all(answers)
}

/** What the next process says of the codes: none is redeemed a second time, no acknowledged token is lost. Returns how many orphans there are. */
async function judge(
  survivor: Running,
  codes: readonly string[],
  first: readonly (Answer | undefined)[],
): Promise<number> {
  const connection = await connectTo(survivor.port)
  let orphans = 0
  for (const [index, code] of codes.entries()) {
    const before = first[index]
    const again = await connection.send(redemption(code))
    const acknowledged = before !== undefined && isToken(before)
    assert.ok(!(acknowledged && isToken(again)), 'a code was redeemed twice')
    if (acknowledged) await assertValid(connection, before)
    else if (isToken(again)) await assertValid(connection, again)
    else {
      assert.equal(errcodeOf(again), 40163)
      orphans += 1
    }
  }
  connection.close()
  return orphans
}

export const crashes: Proof = {
  claim: 'killed in the middle of twenty redemptions, no code is redeemed twice and no acknowledged token is lost',
  plantedBug: 'answer-before-commit',
  async run({ size, seed, folder }) {
    const kills = size === 'full' ? 500 : 6
    const path = join(folder, 'weauth.sqlite')
    const number = numbers(seed)
    let victim = await startPlatform(path)
    let next = startPlatform(path)
    let orphans = 0
    try {
      for (let kill = 0; kill < kills; kill += 1) {
        const connection = await connectTo(victim.port)
        const codes: string[] = []
        while (codes.length < inFlight) codes.push(await newCode(connection))
        const answers = await killed(victim, codes, number(120) / 10)
        connection.close()
        victim = await next
        // The next one starts while this one judges: it opens a file that is in use, as after any restart.
        next = startPlatform(path)
        orphans += await judge(victim, codes, answers)
      }
    } finally {
      await victim.stop()
      await (await next).stop()
    }
    assertSound(path)
    return `${kills} kills with ${inFlight} redemptions under way: ${kills * inFlight} codes, none redeemed twice, no token lost, ${orphans} taken but never told`
  },
}
