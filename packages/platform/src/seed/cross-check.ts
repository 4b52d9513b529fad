import type { AppKind } from '@weauth/protocol'
import { appKinds, checkCallbackDomain, scopes, scopesOfKind } from '@weauth/protocol'

/** Something wrong in a seed file, at a path such as `['apps', 0, 'secret']`. */
export type SeedFault = {
  readonly path: readonly PropertyKey[]
  /** The key itself is wrong, not what stands under it. */
  readonly onKey?: boolean
  readonly message: string
}

type Fields = Readonly<Record<string, unknown>>

/** The maps in a list of a seed file that may be wrong in any way: what is no list is empty, what is no map has no keys. */
export function listed(value: unknown, key: string): Fields[] {
  const list: unknown = isFields(value) ? value[key] : []
  return Array.isArray(list) ? list.map((each: unknown) => (isFields(each) ? each : {})) : []
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

const texts = (value: unknown): (readonly [number, string])[] =>
  Array.isArray(value)
    ? [...value.entries()].filter((entry): entry is [number, string] => typeof entry[1] === 'string')
    : []

function duplicates(value: unknown, list: string, key: string): SeedFault[] {
  const ids = listed(value, list).map((each) => each[key])
  return ids.flatMap((id, index) => {
    const first = ids.indexOf(id)
    if (id === undefined || first === index) return []
    return [{ path: [list, index, key], message: `is the same as that of ${list}[${first}] 与前面的重复` }]
  })
}

/** What is wrong with an appid that a third-party platform names as an account of its own. */
function accountFault(
  appid: string,
  kinds: ReadonlyMap<unknown, unknown>,
  authorized: readonly (readonly [number, string])[] | undefined,
): string | undefined {
  if (!kinds.has(appid)) return 'is the appid of no app here 该应用不在种子文件中'
  if (!['service', 'test', undefined].includes(kinds.get(appid) as string | undefined)) {
    return 'is no account: only a service or test account can authorize a platform 不是公众号'
  }
  if (authorized && !authorized.some(([, one]) => one === appid)) {
    return 'is not among authorizedBy: only an account that authorized the platform can withhold from it 不在 authorizedBy 中'
  }
  return undefined
}

const isForeign = (scope: string, kind: AppKind): boolean =>
  scopes.some((one) => one === scope) && !scopesOfKind[kind].some((one) => one === scope)

function appFaults(
  app: Fields,
  index: number,
  { platforms, kinds }: { platforms: ReadonlySet<unknown>; kinds: ReadonlyMap<unknown, unknown> },
): SeedFault[] {
  const faults: SeedFault[] = []
  const openPlatform = app['openPlatform']
  if (typeof openPlatform === 'string' && !platforms.has(openPlatform)) {
    const message = `names no open platform: add { id: ${openPlatform} } to openPlatforms 该开放平台未列出`
    faults.push({ path: ['apps', index, 'openPlatform'], message })
  }
  // A kind that is itself wrong is reported as such; its domains get the benefit of the doubt.
  const kind = 'kind' in app ? (appKinds.find((each) => each === app['kind']) ?? 'test') : 'service'
  if (app['requireFollow'] === true && kind !== 'test') {
    faults.push({ path: ['apps', index, 'requireFollow'], message: 'is for kind: test only 仅测试号可用' })
  }
  if (app['unverified'] === true && kind !== 'service') {
    faults.push({ path: ['apps', index, 'unverified'], message: 'is for kind: service only 仅服务号可用' })
  }
  for (const key of ['authorizedBy', 'withheldBy']) {
    if (kind !== 'component' && key in app) {
      faults.push({ path: ['apps', index, key], onKey: true, message: 'is for kind: component only 仅第三方平台可用' })
      continue
    }
    for (const [at, appid] of texts(app[key])) {
      const message = accountFault(appid, kinds, key === 'withheldBy' ? texts(app['authorizedBy']) : undefined)
      if (message !== undefined) faults.push({ path: ['apps', index, key, at], message })
    }
  }
  // A word that is no scope at all is reported as such.
  const foreign = texts(app['scopes']).filter(([, scope]) => isForeign(scope, kind))
  for (const [at] of foreign) {
    const message = `is none of a ${kind} app: ${scopesOfKind[kind].join(' | ')} 该类应用没有此 scope`
    faults.push({ path: ['apps', index, 'scopes', at], message })
  }
  for (const [at, entry] of texts(app['callbackDomains'])) {
    for (const { hint } of checkCallbackDomain(entry, kind)) {
      faults.push({ path: ['apps', index, 'callbackDomains', at], message: `${hint.en} ${hint.zh}` })
    }
  }
  return faults
}

/** What no single place of a seed file tells: ids that occur twice, names of things that are not there, domains by kind of app. */
export function crossCheck(value: unknown): SeedFault[] {
  const apps = listed(value, 'apps')
  const platforms = new Set(listed(value, 'openPlatforms').map((each) => each['id']))
  const kinds = new Map(apps.map((each) => [each['appid'], each['kind']]))
  return [
    ...duplicates(value, 'openPlatforms', 'id'),
    ...duplicates(value, 'apps', 'appid'),
    ...duplicates(value, 'users', 'id'),
    ...listed(value, 'users').flatMap((each, index) =>
      duplicates(each, 'alternatives', 'nickname').map((fault) => ({
        ...fault,
        path: ['users', index, ...fault.path],
      })),
    ),
    ...apps.flatMap((each, index) => appFaults(each, index, { platforms, kinds })),
    ...listed(value, 'users').flatMap((each, index) =>
      texts(each['follows'])
        .filter(([, appid]) => !kinds.has(appid))
        .map(([at]) => ({
          path: ['users', index, 'follows', at],
          message: 'is the appid of no app here 该应用不在种子文件中',
        })),
    ),
  ]
}
