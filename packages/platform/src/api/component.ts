import type { ApiFacts, ApiParameters } from '@weauth/protocol'
import {
  componentTokenLifetimeSeconds,
  parseQuery,
  verifyTicketLifetimeSeconds,
  writeComponentTokenReply,
} from '@weauth/protocol'
import type { ApiKnown } from './api.ts'
import { apiEndpoint } from './api.ts'
import type { Context, Endpoint } from '../context.ts'
import { presented, readToken, secretMatches } from '../credentials.ts'
import { newAppToken } from './ordinary-tokens.ts'
import type { App } from '../store/index.ts'
import { guardHeaders, textReply } from '../http/index.ts'

// A third-party platform: the ticket it is pushed, the token it gets for ticket and secret, and whom it may act for.

/** What a presented component_access_token is, to the platform that calls. */
async function findComponentToken(
  text: string,
  component: App,
  { store }: Context,
): Promise<NonNullable<ApiFacts['componentToken']>> {
  const token = readToken(text)
  if (!token) return 'unknown'
  const found = await store.findAppToken(presented('component', token))
  if (found) return found.appid === component.appid ? found.outcome : 'foreign'
  return (await store.findAppToken(presented('app', token))) ? 'account' : 'unknown'
}

/** The facts of a call that a third-party platform makes for an account. */
export async function componentFacts(parameters: ApiParameters, context: Context): Promise<ApiKnown> {
  const named = (name: string): App | null | undefined => {
    const appid = parameters.get(name)
    return appid ? (context.directory.app(appid) ?? null) : undefined
  }
  const [app, component, text] = [named('appid'), named('component_appid'), parameters.get('component_access_token')]
  const facts = {
    ...(app !== undefined && { app }),
    ...(component !== undefined && { component }),
    ...(component && text && { componentToken: await findComponentToken(text, component, context) }),
  }
  return { facts, app: app ?? undefined, component: component ?? undefined }
}

/**
 * `/cgi-bin/component/api_component_token`: the platform's own token. Whether the one before goes on working is not established: here as
 * long as an account's does.
 */
export const componentToken: Endpoint = apiEndpoint({
  id: 'componentToken',
  know(parameters, { directory, tickets, now }) {
    const appid = parameters.get('component_appid')
    if (!appid) return { facts: {} }
    const component = directory.app(appid)
    if (!component) return { facts: { component: null } }
    const verifyTicket = tickets.findVerifyTicket(appid, parameters.get('component_verify_ticket') ?? '', now())
    const secret = parameters.get('component_appsecret') ?? ''
    const matches = secretMatches(secret, component.secretDigest)
    return { facts: { app: component, component, secretMatches: matches, verifyTicket }, app: component }
  },
  async step({ app }, _, context, trace) {
    if (!app) throw new Error('a step ran without its app')
    trace.issued.push('component_access_token')
    const token = await newAppToken('component', app, componentTokenLifetimeSeconds, context)
    return { body: writeComponentTokenReply(token, componentTokenLifetimeSeconds) }
  },
})

/** Where a developer gets the ticket that WeChat would push. */
export const verifyTicketPath = '/_weauth/component-ticket'

/** {@link verifyTicketPath}`?component_appid=…`: the ticket that the platform was pushed last, as JSON. Development only. */
export const verifyTicket: Endpoint = (request, { mode, directory, tickets, now }) => {
  if (mode === 'production') return textReply(404, 'Not Found')
  if (request.method !== 'GET') return textReply(405, 'Method Not Allowed', { allow: 'GET' })
  const appid = parseQuery(request.query).find(({ name }) => name === 'component_appid')?.value ?? ''
  if (directory.app(appid)?.kind !== 'component') {
    return textReply(404, `component_appid: ${componentsOf(directory.apps())}`)
  }
  const body = JSON.stringify({
    component_appid: appid,
    component_verify_ticket: tickets.verifyTicket(appid, now()),
    expires_in: verifyTicketLifetimeSeconds,
  })
  return { status: 200, headers: { ...guardHeaders, 'content-type': 'application/json; charset=utf-8' }, body }
}

const componentsOf = (apps: readonly App[]): string =>
  apps
    .filter(({ kind }) => kind === 'component')
    .map(({ appid }) => appid)
    .join(' | ') || '(no third-party platform here 没有第三方平台)'
