import type { FlowName } from './flows.ts'

/** A server that can be measured. */
export type ServerName =
  | 'floor'
  | 'smallest-durable'
  | 'weauth'
  | 'oidc-provider'
  | 'oauth2-mock-server'
  | 'node-oauth2-server'
  | 'oauth2orize'
  | 'openauth'
  | 'emulate'
  | 'better-auth'

/**
 * Everything that is measured: the flow of its users, and the file that exports its `start`. The peers are not imported by name: what
 * they bring along is installed in this folder alone, and the checks run without it.
 */
export const servers: Readonly<Record<ServerName, { readonly flow: FlowName; readonly file: string }>> = {
  floor: { flow: 'wechat', file: './servers/floor.ts' },
  'smallest-durable': { flow: 'wechat', file: './servers/smallest-durable.ts' },
  weauth: { flow: 'wechat', file: './servers/weauth.ts' },
  'oidc-provider': { flow: 'oidcProvider', file: './peers/oidc-provider.ts' },
  'oauth2-mock-server': { flow: 'mockServer', file: './peers/oauth2-mock-server.ts' },
  'node-oauth2-server': { flow: 'small', file: './peers/node-oauth2-server.ts' },
  oauth2orize: { flow: 'small', file: './peers/oauth2orize.ts' },
  openauth: { flow: 'openauth', file: './peers/openauth.ts' },
  emulate: { flow: 'emulate', file: './peers/emulate.ts' },
  'better-auth': { flow: 'betterAuth', file: './peers/better-auth.ts' },
}
