import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Outcome } from './one.ts'
import type { Size } from './proof.ts'

/** Runs a proof in a process of its own; with `planted`, that bug is in everything it runs. */
export async function prove(name: string, size: Size, seed: number, planted = ''): Promise<Outcome> {
  const child = fork(join(import.meta.dirname, 'one.ts'), [name, size, String(seed)], {
    execArgv: ['--conditions=weauth-source', '--no-warnings', '--import', join(import.meta.dirname, 'plant.ts')],
    env: { ...process.env, WEAUTH_PLANTED: planted },
  })
  const died = once(child, 'exit').then((): [Outcome] => [
    { kind: 'failed', why: `the process of ${name} ended without a word` },
  ])
  const [outcome] = (await Promise.race([once(child, 'message'), died])) as [Outcome]
  await died
  return outcome
}
