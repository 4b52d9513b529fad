/** A bug as changes of the text of source files, each place standing there exactly once. */
export type PlantedBug = {
  /** What the bug is, as a sentence. */
  readonly says: string
  readonly edits: readonly Edit[]
}

/** One change: `find` stands in the file exactly once. */
export type Edit = { readonly file: string; readonly find: string; readonly replace: string }

const sqlite = 'packages/platform/src/sqlite'
const database = 'packages/platform/src/postgres'
const grantOverwritten: Edit = {
  file: `${sqlite}/tokens.ts`,
  find: 'INSERT INTO grants',
  replace: 'INSERT OR REPLACE INTO grants',
}

/** Every planted bug by name. */
export const plantedBugs: Readonly<Record<string, PlantedBug>> = {
  'read-then-mark': {
    says: 'a code is read, then marked: no transaction, no condition on the marking',
    edits: [
      { file: `${sqlite}/group-commit.ts`, find: '    begin.run()\n', replace: '' },
      { file: `${sqlite}/group-commit.ts`, find: '      commit.run()\n', replace: '' },
      {
        file: `${sqlite}/rows.ts`,
        find: 'AND used_at IS NULL AND expires_at > ?`',
        replace: 'AND expires_at > ?`',
      },
      grantOverwritten,
    ],
  },
  'answer-before-commit': {
    says: 'writes are answered at once and committed 20 ms later',
    edits: [
      {
        file: `${sqlite}/group-commit.ts`,
        find: '    begin.run()\n',
        replace: '    if (!db.isTransaction) begin.run()\n',
      },
      {
        file: `${sqlite}/group-commit.ts`,
        find: '      commit.run()\n',
        replace: '      setTimeout(() => db.isOpen && db.isTransaction && commit.run(), 20)\n',
      },
      { file: `${sqlite}/group-commit.ts`, find: '      if (db.isTransaction) rollback.run()\n', replace: '' },
    ],
  },
  'no-patience': {
    says: 'a process that finds a new file busy while it switches to the write-ahead log does not wait',
    edits: [
      { file: `${sqlite}/schema.ts`, find: '!busy || waited >= patienceMs', replace: 'busy' },
      { file: `${sqlite}/schema.ts`, find: '{ timeout: patienceMs }', replace: '{ timeout: 0 }' },
    ],
  },
  'schema-in-pieces': {
    says: 'the steps of a migration are committed one by one, and their number is written at the end',
    edits: [
      { file: `${sqlite}/schema.ts`, find: "  db.exec('BEGIN IMMEDIATE')\n  try {", replace: '  try {' },
      { file: `${sqlite}/schema.ts`, find: "    db.exec('COMMIT')\n", replace: '' },
    ],
  },
  'backup-in-place': {
    says: 'a backup is written straight under its name',
    edits: [
      { file: `${sqlite}/backup.ts`, find: 'const part = `${to}.part`', replace: 'const part = to' },
      { file: `${sqlite}/backup.ts`, find: '  linkSync(part, to)\n  rmSync(part)\n', replace: '' },
    ],
  },
  'restored-in-place': {
    says: 'a backup is restored straight under the name of the store',
    edits: [{ file: `${sqlite}/backup.ts`, find: 'const part = `${path}.part`', replace: 'const part = path' }],
  },
  'late-by-one': {
    says: 'a thing still lives in the second in which it ends',
    edits: [{ file: `${sqlite}/rows.ts`, find: 'row.expires_at > now', replace: 'row.expires_at + 1000 > now' }],
  },
  'late-in-memory': {
    says: 'in memory an access token still lives in the second in which it ends',
    edits: [
      {
        file: 'packages/platform/src/memory/logins.ts',
        find: "(row.expiresAt > at ? 'live'",
        replace: "(row.expiresAt + 1000 > at ? 'live'",
      },
    ],
  },
  'taken-without-condition': {
    says: 'in PostgreSQL a code is taken whether or not it was used',
    edits: [
      { file: `${database}/grants.ts`, find: 'AND weauth_codes.used_at IS NULL AND', replace: 'AND' },
      {
        file: `${database}/grants.ts`,
        find: '    FROM taken, access, clock\n',
        replace: '    FROM taken, access, clock ON CONFLICT (id) DO NOTHING\n',
      },
    ],
  },
  'lives-too-long': {
    says: 'in PostgreSQL an access token lives a second too long',
    edits: [
      {
        file: `${database}/grants.ts`,
        find: 'SELECT t.expires_at > at AS',
        replace: 'SELECT t.expires_at + 1000 > at AS',
      },
    ],
  },
  'failure-as-success': {
    says: 'what could not be committed is answered as if it were',
    edits: [
      {
        file: `${sqlite}/group-commit.ts`,
        find: 'for (const { reject } of writes) reject(error)',
        replace: 'for (const { fulfil } of writes) fulfil()',
      },
    ],
  },
  'clock-believed': {
    says: 'a clock that steps back is believed',
    edits: [{ file: `${sqlite}/sqlite-store.ts`, find: 'Math.max(latest, clock.now())', replace: 'clock.now()' }],
  },
  'decoding-throws': {
    says: 'a percent sign that begins no escape makes the decoder throw',
    edits: [
      {
        file: 'packages/protocol/src/query.ts',
        find: 'spaced.replace(encodedText, (text) => decodeURIComponent(text))',
        replace: 'decodeURIComponent(spaced)',
      },
    ],
  },
  'sweeper-off': {
    says: 'what has ended is not deleted',
    edits: [
      {
        file: `${sqlite}/sqlite-store.ts`,
        find: 'const before = now() - graceMs',
        replace: 'const before = now() - graceMs - 1e15',
      },
    ],
  },
  'log-of-urls': {
    says: 'the log says what was asked, query and all, and nothing is redacted',
    edits: [
      {
        file: 'packages/platform/src/serve.ts',
        find: 'served(request, name, ',
        replace: 'served(request, `${request.path}?${request.query}`, ',
      },
      {
        file: 'packages/cli/src/platform/log.ts',
        find: 'logger.info(redacted(served), ',
        replace: 'logger.info(served, ',
      },
    ],
  },
  'no-bug-planted': {
    says: 'no bug is planted, and whatever is tested is as it should be',
    edits: [{ file: 'proof/mutants.ts', find: 'WEAUTH_PLANTED: bug', replace: "WEAUTH_PLANTED: ''" }],
  },
  'not-synchronous': {
    says: 'SQLite writes without waiting for the disk',
    edits: [{ file: `${sqlite}/schema.ts`, find: 'synchronous = FULL', replace: 'synchronous = NORMAL' }],
  },
}

/** The text of a file with the bug in it. Throws when a place is not there exactly once: then the bug must be planted anew. */
export function plant({ edits }: PlantedBug, file: string, text: string): string {
  return edits.reduce((before, { file: edited, find, replace }) => {
    if (!file.endsWith(edited)) return before
    const parts = before.split(find)
    if (parts.length !== 2) throw new Error(`${edited} has ${parts.length - 1} times: ${find}`)
    return parts.join(replace)
  }, text)
}
