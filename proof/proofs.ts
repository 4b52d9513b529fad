import { anyBytes } from './any-bytes.ts'
import { canary } from './canary.ts'
import { coldStart } from './cold-start.ts'
import { backupKills, restoreKills } from './copy-kills.ts'
import { crashes } from './crashes.ts'
import { durability } from './durability.ts'
import { endurance } from './endurance.ts'
import { clockStepped, diskFull, fileLocked } from './file-faults.ts'
import { migrationKills, redemptionKills, upgradeKills } from './io-kills.ts'
import { backendsKilled, modelOnPostgres, postgresStopped, racePostgres } from './postgres.ts'
import type { Proof } from './proof.ts'
import { mutantsFound } from './mutants.ts'
import { modelInMemory, modelOnFile } from './sequences.ts'
import { manyCodes, oneCode } from './races.ts'

/** Every proof by name, in the order in which they run. */
export const proofs: Readonly<Record<string, Proof>> = {
  'race-one-code': oneCode,
  'race-many-codes': manyCodes,
  'race-postgres': racePostgres,
  'cold-start': coldStart,
  crashes: crashes,
  'kill-redemption': redemptionKills,
  'kill-migration': migrationKills,
  'kill-upgrade': upgradeKills,
  'kill-backup': backupKills,
  'kill-restore': restoreKills,
  durability: durability,
  'file-locked': fileLocked,
  'disk-full': diskFull,
  'clock-stepped': clockStepped,
  'postgres-stopped': postgresStopped,
  'backends-killed': backendsKilled,
  'model-in-memory': modelInMemory,
  'model-on-file': modelOnFile,
  'model-on-postgres': modelOnPostgres,
  'any-bytes': anyBytes,
  canary: canary,
  mutants: mutantsFound,
  endurance: endurance,
}
