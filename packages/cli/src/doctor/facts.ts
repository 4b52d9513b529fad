import type { AppFacts, Behaviours } from '@weauth/protocol'
import { behavioursOf, scopesOfKind } from '@weauth/protocol'
import type { DoctorFacts } from '@weauth/protocol/doctor'
import { usageError } from '../user-error.ts'
import type { DoctorSettings } from './doctor-options.ts'

const directory =
  (apps: readonly (AppFacts & { readonly appid: string })[]): DoctorFacts['app'] & {} =>
  (appid) =>
    apps.find((one) => one.appid === appid) ?? null

/** What a platform tells of itself at `/_weauth/apps`. */
type Told = { readonly behaviours: Behaviours; readonly apps: readonly (AppFacts & { readonly appid: string })[] }

async function askPlatform(origin: string): Promise<Told> {
  const answer: unknown = await fetch(`${origin}/_weauth/apps`, {
    redirect: 'manual',
    signal: AbortSignal.timeout(5000),
  })
    .then((response) => response.json())
    .catch(() => undefined)
  if (typeof answer === 'object' && answer !== null && 'behaviours' in answer && 'apps' in answer) return answer as Told
  throw usageError(
    { zh: `${origin} 不是正在运行的 weauth 平台`, en: `there is no weauth platform at ${origin}` },
    {
      zh: '先运行 weauth，用它打印的地址（production 不提供）',
      en: 'start weauth and take the URL it prints (there is none in production)',
    },
  )
}

/**
 * What is known about the apps: from a platform that runs, from a seed file, or from what the options say of the one app.
 *
 * @throws UserError
 */
export async function readFacts({ join, seedFile, app, appid, profile, probe }: DoctorSettings): Promise<DoctorFacts> {
  const facts = {
    behaviours: behavioursOf(profile),
    isAddress: probe !== undefined,
    ...(appid !== undefined && { appid }),
  }
  if (join !== undefined) {
    const { readOrigin } = await import('../option-values.ts')
    const { behaviours, apps } = await askPlatform(readOrigin('join', join))
    return { ...facts, behaviours, app: directory(apps) }
  }
  if (seedFile !== undefined) {
    const { readSeed } = await import('@weauth/platform')
    const { apps } = await readSeed(seedFile)
    return { ...facts, app: directory(apps) }
  }
  if (!app) return facts
  const known: AppFacts = {
    kind: app.kind,
    callbackDomains: app.domains ?? [],
    scopes: scopesOfKind[app.kind],
    banned: false,
    requireFollow: false,
    unverified: app.isUnverified || app.isSubscription,
  }
  return {
    ...facts,
    domainsUnknown: app.domains === undefined,
    isSubscription: app.isSubscription,
    app: (id) => (appid === undefined || id === appid ? known : undefined),
  }
}
