/** Runs one proof in a process of its own, so that a bug can be planted in it: name, size, seed. */
import { AssertionError } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { proofs } from './proofs.ts'
import type { Size } from './proof.ts'
import { Skipped } from './proof.ts'

/** What came of it: the claim held, was refuted, could not be run here, or the proof itself failed. */
export type Outcome =
  | { readonly kind: 'held'; readonly figure: string }
  | { readonly kind: 'refuted' | 'skipped' | 'failed'; readonly why: string }

const [, , name = '', size = 'quick', seed = '1'] = process.argv
const folder = mkdtempSync(join(tmpdir(), 'weauth-proof-'))

async function outcome(): Promise<Outcome> {
  try {
    const figure = await proofs[name]?.run({ size: size as Size, seed: Number(seed), folder })
    return figure === undefined ? { kind: 'failed', why: `no proof is called ${name}` } : { kind: 'held', figure }
  } catch (error) {
    if (error instanceof Skipped) return { kind: 'skipped', why: error.message }
    if (error instanceof AssertionError) return { kind: 'refuted', why: error.message }
    return { kind: 'failed', why: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// A refuted proof may leave servers and connections behind.
process.send?.(await outcome(), () => process.exit())
