import assert from 'node:assert/strict'
import { join } from 'node:path'
import { connectTo } from '../bench/connection.ts'
import { errcodeOf, newCode, redemption, sendAll, withPlatforms } from './platforms.ts'
import type { Proof } from './proof.ts'

/** Redeems each of `codes` codes `times` times in all processes at once; fails unless each has one winner and all others are told «used». */
export async function race(store: string, processes: number, codes: number, times: number): Promise<string> {
  return await withPlatforms(processes, store, async (ports) => {
    const connection = await connectTo(ports[0] ?? 0)
    const made: string[] = []
    for (let index = 0; index < codes; index += 1) made.push(await newCode(connection))
    connection.close()
    // Copies of one code stand together: they arrive in all processes at the same moment.
    const attempts = made.flatMap((code) => Array.from({ length: times }, () => code))
    const answers = await sendAll(ports, 8, attempts.map(redemption))
    const wins = new Map(made.map((code) => [code, 0]))
    answers.forEach((answer, index) => {
      const code = attempts[index] ?? ''
      if (answer.body.startsWith('{"access_token"')) wins.set(code, (wins.get(code) ?? 0) + 1)
      else assert.equal(errcodeOf(answer), 40163, answer.body)
    })
    const wrong = [...wins.values()].filter((count) => count !== 1)
    assert.equal(wrong.length, 0, `${wrong.length} of ${codes} codes have not one winner but ${wrong.join(', ')}`)
    const [of, winners] =
      codes === 1 ? ['one code', 'one winner'] : [`${codes.toLocaleString('en')} codes`, 'one winner each']
    return `${attempts.length.toLocaleString('en')} redemptions of ${of} in ${processes} processes: ${winners}`
  })
}

export const oneCode: Proof = {
  claim: 'one code, redeemed ten thousand times in four processes at once, has one winner',
  plantedBug: 'read-then-mark',
  run: ({ size, folder }) =>
    race(
      join(folder, 'weauth.sqlite'),
      size === 'full' ? 4 : 2,
      size === 'full' ? 1 : 20,
      size === 'full' ? 10_000 : 40,
    ),
}

export const manyCodes: Proof = {
  claim: 'a thousand codes, redeemed fifty times each in four processes at once, have one winner each',
  plantedBug: 'read-then-mark',
  run: ({ size, folder }) =>
    race(
      join(folder, 'weauth.sqlite'),
      size === 'full' ? 4 : 2,
      size === 'full' ? 1000 : 40,
      size === 'full' ? 50 : 20,
    ),
}
