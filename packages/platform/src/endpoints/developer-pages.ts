import { buildAuthorizeLink } from '@weauth/protocol'
import { showNotice, showPage } from './answers.ts'
import { avatarPath } from './avatars.ts'
import { verifyTicketPath } from './component.ts'
import type { Context, Endpoint } from '../context.ts'
import type { HomeLink } from '../pages/index.ts'
import { homePage, tracesPage } from '../pages/index.ts'
import type { App } from '../store/index.ts'
import { guardHeaders, textReply } from '../http/index.ts'

/** The page of the last requests. */
export const tracesPath = '/_weauth/traces'

// What a developer sees of the platform. None of it is there in production.

const inDevelopment =
  (endpoint: Endpoint): Endpoint =>
  (request, context, trace) => {
    if (context.mode === 'production') return textReply(404, 'Not Found')
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return textReply(405, 'Method Not Allowed', { allow: 'GET' })
    return endpoint(request, context, trace)
  }

/** Links of an app, or of the accounts a platform acts for, that lead to one of its callback domains: the first with a port, for there somebody is most likely to listen. */
function linksOf(app: App, context: Context): HomeLink[] {
  const domain = app.callbackDomains.find((one) => /:\d/.test(one)) ?? app.callbackDomains[0]
  if (domain === undefined) return []
  const redirectUri = `${app.kind === 'test' ? 'http' : 'https'}://${domain}${domain.includes('/') ? '' : '/'}`
  const openHost = context.publicUrl()
  const links = ({ appid, scopes }: App, more: { componentAppid?: string }): HomeLink[] =>
    scopes.map((scope) => ({
      scope,
      url: buildAuthorizeLink({ openHost, appid, redirectUri, scope, state: 'weauth', ...more }),
    }))
  if (app.kind !== 'component') return links(app, {})
  const accounts = (app.authorizedBy ?? []).map((appid) => context.directory.app(appid)).filter((one) => !!one)
  return accounts.flatMap((account) =>
    links(account, { componentAppid: app.appid }).map((link) => ({ ...link, account: account.name })),
  )
}

/** `/`: what this server is, its apps and users, and how to point an SDK here. */
export const home: Endpoint = inDevelopment((request, context) =>
  showPage(request, context, (model) =>
    homePage({
      ...model,
      profile: context.profile,
      tracesUrl: tracesPath,
      publicUrl: context.publicUrl(),
      internalUrl: context.internalUrl(),
      apps: context.directory.apps().map((app) => ({
        appid: app.appid,
        secret: context.secrets.get(app.appid),
        name: app.name,
        kind: app.kind,
        callbackDomains: app.callbackDomains,
        links: linksOf(app, context),
        verifyTicketUrl: app.kind === 'component' ? `${verifyTicketPath}?component_appid=${app.appid}` : undefined,
      })),
      users: context.directory.users().map((user) => ({
        id: user.id,
        nickname: user.nickname,
        avatar: avatarPath(user),
        openids: context.directory
          .apps()
          .map(({ appid }) => ({ appid, openid: context.identities.openid(appid, user.id) })),
      })),
    }),
  ),
)

/** {@link tracesPath}: what was asked and what became of it; as JSON for whoever accepts that. */
export const traces: Endpoint = inDevelopment((request, context) => {
  const records = context.traces.list().toReversed()
  if ((request.header('accept') ?? '').includes('application/json')) {
    return {
      status: 200,
      headers: { ...guardHeaders, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(records),
    }
  }
  return showPage(request, context, (model) =>
    tracesPage({
      ...model,
      homeUrl: '/',
      traces: records.map(({ at, path, status, ...record }) => ({
        ...record,
        at: new Date(at).toISOString(),
        route: path,
        answer: String(status),
      })),
    }),
  )
})

/** Whatever has no page here. */
export const notFound: Endpoint = (request, context) => showNotice('notFound', request, context, { status: 404 })
