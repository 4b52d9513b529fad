import type { Database, Query } from './database.ts'

// As in SQLite: a table for each kind of secret, locators that grow and are never used again, and no foreign keys between secrets. A
// grant takes over the locator of its code, so the primary key itself refuses a second grant of one code. Rows that are changed once in
// their life leave room on their page for it (`fillfactor`): such a change touches no index.
const tables = `
  CREATE TABLE weauth_records (
    kind text NOT NULL, id text NOT NULL, record text NOT NULL,
    version bigint NOT NULL, position bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (kind, id)
  );
  CREATE TABLE weauth_records_version (version bigint NOT NULL);
  INSERT INTO weauth_records_version VALUES (0);
  CREATE TABLE weauth_requests (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest bytea NOT NULL, expires_at bigint NOT NULL, used_at bigint,
    appid text NOT NULL, user_id text NOT NULL, scope text NOT NULL, flow text NOT NULL, component text,
    session bytea NOT NULL, target text NOT NULL
  ) WITH (fillfactor = 80);
  CREATE TABLE weauth_qr_logins (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest bytea NOT NULL, scan bytea NOT NULL, expires_at bigint NOT NULL, status text NOT NULL,
    appid text NOT NULL, scope text NOT NULL, flow text NOT NULL, target text NOT NULL,
    session bytea, user_id text, code_id bigint
  );
  CREATE TABLE weauth_codes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest bytea NOT NULL, expires_at bigint NOT NULL, used_at bigint,
    appid text NOT NULL, user_id text NOT NULL, scope text NOT NULL, flow text NOT NULL, component text, persona text
  ) WITH (fillfactor = 80);
  CREATE TABLE weauth_grants (
    id bigint PRIMARY KEY,
    digest bytea NOT NULL, expires_at bigint NOT NULL, ends_at bigint NOT NULL,
    generation bigint NOT NULL, access_id bigint NOT NULL,
    appid text NOT NULL, user_id text NOT NULL, scope text NOT NULL, flow text NOT NULL, component text, persona text
  ) WITH (fillfactor = 80);
  CREATE TABLE weauth_access_tokens (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest bytea NOT NULL, expires_at bigint NOT NULL, grant_id bigint NOT NULL
  );
  CREATE TABLE weauth_app_tokens (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest bytea NOT NULL, expires_at bigint NOT NULL, appid text NOT NULL, salt bytea
  );
  CREATE TABLE weauth_consents (
    user_id text NOT NULL, appid text NOT NULL,
    given_at bigint NOT NULL, asked_at bigint, persona text,
    PRIMARY KEY (user_id, appid)
  ) WITH (fillfactor = 80);
  CREATE TABLE weauth_ends (
    user_id text NOT NULL, appid text NOT NULL,
    reason text NOT NULL, up_to bigint NOT NULL,
    PRIMARY KEY (user_id, appid)
  ) WITH (fillfactor = 80);
  CREATE TABLE weauth_quotas (
    appid text NOT NULL, name text NOT NULL,
    ends_at bigint NOT NULL, used bigint NOT NULL, last_at bigint NOT NULL,
    PRIMARY KEY (appid, name)
  );
`

const indexes = `
  CREATE INDEX weauth_records_by_version ON weauth_records (version);
  CREATE INDEX weauth_requests_by_end ON weauth_requests (expires_at);
  CREATE INDEX weauth_qr_logins_by_end ON weauth_qr_logins (expires_at);
  CREATE INDEX weauth_codes_by_end ON weauth_codes (expires_at);
  CREATE INDEX weauth_grants_by_end ON weauth_grants (ends_at);
  CREATE INDEX weauth_access_tokens_by_end ON weauth_access_tokens (expires_at);
  CREATE INDEX weauth_app_tokens_by_end ON weauth_app_tokens (expires_at);
  CREATE INDEX weauth_app_tokens_by_app ON weauth_app_tokens (appid, expires_at);
`

// What each version of the schema adds to the one before. Their number is the version this code writes. What has been released stands.
const steps: readonly string[] = [`${tables}${indexes}`]

/**
 * Brings a database to the schema; of several instances that start together, one does and the others wait.
 *
 * @throws Error when the schema is newer than this code
 */
export function migrate({ transaction }: Database): Promise<void> {
  return transaction(async (query) => {
    // The lock comes before the look. It ends with the transaction.
    await query("SELECT pg_advisory_xact_lock(hashtextextended('weauth schema', 0))", [])
    await query('CREATE TABLE IF NOT EXISTS weauth_schema (version bigint NOT NULL)', [])
    const found = (await query<{ version: number }>('SELECT version FROM weauth_schema', []))[0]?.version ?? 0
    if (found > steps.length) {
      throw new Error(`written by a newer weauth: its schema is ${found}, this version knows ${steps.length}`)
    }
    if (found < steps.length) await advance(query, found)
  })
}

async function advance(query: Query, found: number): Promise<void> {
  // One statement at a time: what has parameters or is prepared holds no more than one.
  for (const statement of steps.slice(found).join(';').split(';')) {
    if (statement.trim() !== '') await query(statement, [])
  }
  await query('DELETE FROM weauth_schema', [])
  await query('INSERT INTO weauth_schema VALUES ($1::bigint)', [steps.length])
}
