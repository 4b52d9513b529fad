import type { Bilingual } from '@weauth/protocol'
import { buildAuthorizeLink, buildQrconnectLink, isAuthorizeScope } from '@weauth/protocol'
import { showNotice, showPage } from '../answers.ts'
import { avatarPath } from '../users/index.ts'
import { verifyTicketPath } from '../api/index.ts'
import type { Context, Endpoint } from '../context.ts'
import { doctorPath } from '../doctor-url.ts'
import { secretMatches } from '../credentials.ts'
import { phonePickerPath } from './user-picker.ts'
import { settingsOf } from './settings.ts'
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
  if (app.kind === 'mobile') {
    const asked = new URLSearchParams({ appid: app.appid, scope: 'snsapi_userinfo', state: 'weauth' })
    return [{ scope: 'snsapi_userinfo', url: `${phonePickerPath}?${asked}` }]
  }
  const domain = app.callbackDomains.find((one) => /:\d/.test(one)) ?? app.callbackDomains[0]
  if (domain === undefined) return []
  const redirectUri = `${/^(?:localhost|127\.)|:\d/.test(domain) ? 'http' : 'https'}://${domain}${domain.includes('/') ? '' : '/'}`
  const openHost = context.publicUrl()
  const links = ({ appid, scopes }: App, more: { componentAppid?: string }): HomeLink[] =>
    scopes
      .filter((scope) => isAuthorizeScope(scope))
      .map((scope) => ({
        scope,
        url: buildAuthorizeLink({ openHost, appid, redirectUri, scope, state: 'weauth', ...more }),
      }))
  if (app.kind === 'website') {
    const url = buildQrconnectLink({ openHost, appid: app.appid, redirectUri, state: 'weauth' })
    return [{ scope: 'snsapi_login', url }]
  }
  if (app.kind !== 'component') return links(app, {})
  const accounts = (app.authorizedBy ?? []).map((appid) => context.directory.app(appid)).filter((one) => !!one)
  return accounts.flatMap((account) =>
    links(account, { componentAppid: app.appid }).map((link) => ({ ...link, account: account.name })),
  )
}

/** The secret in clear, unless it has been reset since. */
function secretOf({ appid, secretDigest }: App, { secrets }: Context): string | undefined {
  const secret = secrets.get(appid)
  return secret !== undefined && secretMatches(secret, secretDigest) ? secret : undefined
}

/** What is out of the ordinary about an app, and which error it leads to. */
function statesOf(app: App): Bilingual[] {
  const { ipWhitelist, callsPerMinute, callsPerDay, authorizationsPerMinute, authorizedBy, withheldBy } = app
  const { callbacks, messagePush } = app
  const states: readonly (false | undefined | Bilingual)[] = [
    app.banned && { zh: '已封禁：10004、50002', en: 'banned: 10004, 50002' },
    app.unverified && { zh: '未认证：10005、48001', en: 'not verified: 10005, 48001' },
    app.secretFrozen && { zh: 'AppSecret 已冻结：40243', en: 'its secret is frozen: 40243' },
    app.requireFollow && { zh: '仅限关注者：10006', en: 'for followers only: 10006' },
    app.wechatOnly && { zh: '只能在微信中打开', en: 'for WeChat’s browser only' },
    app.snapshotPages && { zh: '先显示快照页', en: 'its users see the snapshot page first' },
    callbacks && callbacks !== 'once' && { zh: `回调：${callbacks}`, en: `callbacks: ${callbacks}` },
    messagePush && { zh: `消息推送：${messagePush.url}`, en: `messages go to ${messagePush.url}` },
    listState(ipWhitelist, 'IP 白名单', 'IP whitelist'),
    numberState(callsPerMinute, '次调用 / 分钟', 'calls per minute'),
    numberState(callsPerDay, '次调用 / 天', 'calls per day'),
    numberState(authorizationsPerMinute, '次授权 / 分钟', 'links a user may open per minute'),
    listState(authorizedBy, '已授权的公众号', 'authorized by'),
    listState(withheldBy, '未授予网页授权权限', 'web authorization withheld by'),
  ]
  return states.filter((state) => !!state)
}

const listState = (list: readonly string[] | undefined, zh: string, en: string): Bilingual | undefined =>
  list && { zh: `${zh}：${list.join('、') || '—'}`, en: `${en}: ${list.join(', ') || '—'}` }

const numberState = (number: number | undefined, zh: string, en: string): Bilingual | undefined =>
  number === undefined ? undefined : { zh: `${number} ${zh}`, en: `${number} ${en}` }

/** `/`: what this server is, its apps and users, and how to point an SDK here. */
export const home: Endpoint = inDevelopment((request, context) =>
  showPage(request, context, (model) =>
    homePage({
      ...model,
      profile: context.profile,
      tracesUrl: tracesPath,
      doctorUrl: doctorPath,
      publicUrl: context.publicUrl(),
      internalUrl: context.internalUrl(),
      apps: context.directory.apps().map((app) => ({
        appid: app.appid,
        secret: secretOf(app, context),
        states: statesOf(app),
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
        settingsUrl: settingsOf(user.id),
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

/** `/_weauth/apps`: the apps as the rules see them, and which behaviours are on. */
export const apps: Endpoint = inDevelopment((_, { profile, behaviours, directory }) => ({
  status: 200,
  headers: { ...guardHeaders, 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify({ profile, behaviours, apps: directory.apps().map(({ secretDigest: _digest, ...app }) => app) }),
}))

/** Whatever has no page here. */
export const notFound: Endpoint = (request, context) => showNotice('notFound', request, context, { status: 404 })
