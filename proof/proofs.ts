import { anyBytes } from './any-bytes.ts'
import { coldStart } from './cold-start.ts'
import { crashes } from './crashes.ts'
import { durability } from './durability.ts'
import { endurance } from './endurance.ts'
import { migrationKills, redemptionKills } from './io-kills.ts'
import type { Proof } from './proof.ts'
import { modelInMemory, modelOnFile } from './sequences.ts'
import { manyCodes, oneCode } from './races.ts'

/** Every proof by name, in the order in which they run. */
export const proofs: Readonly<Record<string, Proof>> = {
  'race-one-code': oneCode,
  'race-many-codes': manyCodes,
  'cold-start': coldStart,
  crashes: crashes,
  'kill-redemption': redemptionKills,
  'kill-migration': migrationKills,
  durability: durability,
  'model-in-memory': modelInMemory,
  'model-on-file': modelOnFile,
  'any-bytes': anyBytes,
  endurance: endurance,
}
