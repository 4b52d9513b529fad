/** What is measured: each line a server, how it is set up, and with how many users. */
import type { ServerName } from './servers.ts'

export type Setting = {
  readonly name: string
  readonly server: ServerName
  /** What the server is told; `{folder}` stands for an empty folder of this run, `{postgres}` for an empty database. */
  readonly argument?: string
  /** Server processes, each on a port of its own; users are spread over them. */
  readonly instances?: number
  /** Logins after which a round ends, where the server would refuse more. */
  readonly atMost?: number
  /** Whose share of the floor is a goal: measured with 128 users as well as 32. */
  readonly crowded?: boolean
}

const weauth = (store: string, traces = true): string => JSON.stringify({ store, traces })

export const settings: readonly Setting[] = [
  { name: 'node:http, constant bytes', server: 'floor', crowded: true },
  { name: 'smallest durable store', server: 'smallest-durable', argument: '{folder}/small.sqlite', crowded: true },
  { name: 'weauth, SQLite', server: 'weauth', argument: weauth('{folder}/weauth.sqlite'), crowded: true },
  {
    name: 'weauth, SQLite, no traces',
    server: 'weauth',
    argument: weauth('{folder}/weauth.sqlite', false),
    crowded: true,
  },
  { name: 'weauth, in memory', server: 'weauth', argument: weauth(':memory:'), crowded: true },
  { name: 'weauth, PostgreSQL', server: 'weauth', argument: weauth('{postgres}'), crowded: true },
  {
    name: 'weauth, PostgreSQL, two instances',
    server: 'weauth',
    argument: weauth('{postgres}'),
    instances: 2,
    crowded: true,
  },
  { name: 'oidc-provider 9.13.3', server: 'oidc-provider' },
  { name: 'oauth2-mock-server 9.3.0', server: 'oauth2-mock-server' },
  { name: '@node-oauth/oauth2-server 5.3.0', server: 'node-oauth2-server' },
  { name: 'oauth2orize 1.12.0', server: 'oauth2orize' },
  { name: '@openauthjs/openauth 0.4.3', server: 'openauth' },
  { name: 'emulate 0.12.2 (Google)', server: 'emulate', atMost: 700 },
  { name: 'better-auth 1.7.5 (oauth-provider)', server: 'better-auth' },
]
