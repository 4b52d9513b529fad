import type { Platform, Seed } from '@weauth/platform'
import { builtinSeed, createPlatform, readSeed, SeedError } from '@weauth/platform'
import type { Bilingual } from '@weauth/protocol'
import { defaultPort } from '../option-table.ts'
import type { PlatformSettings } from './options.ts'
import type { Log } from './log.ts'
import { openStore } from './open-store.ts'
import { operatingOptions, readIdentityKey } from './production.ts'
import { identifyByHeader } from './proxy-identity.ts'
import type { Ready } from './ready.ts'
import { whatToTell } from './ready.ts'
import { runError, usageError } from '../user-error.ts'

async function openSeed({ seedFile, callbacks }: PlatformSettings): Promise<Seed> {
  if (seedFile === undefined) return builtinSeed(callbacks)
  try {
    return await readSeed(seedFile)
  } catch (error) {
    if (!(error instanceof SeedError)) throw error
    const faults = error.faults.map((fault) => `\n  ${fault}`).join('')
    throw runError(
      { zh: `种子文件有误：${faults}`, en: `the seed file cannot be used:${faults}` },
      { zh: '改正后重新启动', en: 'mend it and start again' },
      error,
    )
  }
}

async function listen(platform: Platform, { port, host }: PlatformSettings): Promise<string> {
  const asked = port ?? defaultPort
  try {
    return (await platform.listen({ port: asked, host })).url
  } catch (error) {
    const failure = listenFailures[(error as NodeJS.ErrnoException).code ?? '']
    if (!failure) throw error
    const [what, next] = failure(asked, host, port === undefined)
    throw runError(what, next, error)
  }
}

type ListenFailure = (port: number, host: string, isDefault: boolean) => [what: Bilingual, next: Bilingual]

const noSuchAddress: ListenFailure = (_port, host) => [
  { zh: `本机没有地址 ${host}`, en: `${host} is no address of this machine` },
  { zh: '--host 0.0.0.0 监听所有地址', en: '--host 0.0.0.0 listens on all of them' },
]

const listenFailures: Readonly<Record<string, ListenFailure>> = {
  EADDRINUSE: (port, host, isDefault) => [
    isDefault
      ? {
          zh: `默认端口 ${port} 已被占用（另一个 weauth？）`,
          en: `the default port ${port} is in use (another weauth?)`,
        }
      : { zh: `${host} 的端口 ${port} 已被占用`, en: `port ${port} on ${host} is in use` },
    { zh: '用 --port 0 取任一空闲端口', en: '--port 0 takes any free one' },
  ],
  EACCES: (port) => [
    { zh: `没有权限监听端口 ${port}`, en: `no permission to listen on port ${port}` },
    { zh: '用 1024 以上的端口，或 --port 0', en: 'use a port above 1023, or --port 0' },
  ],
  EADDRNOTAVAIL: noSuchAddress,
  ENOTFOUND: noSuchAddress,
  EAI_AGAIN: noSuchAddress,
}

function checkUser(platform: Platform, { user }: PlatformSettings): void {
  const ids = platform.users().map(({ id }) => id)
  if (user === undefined || ids.includes(user)) return
  const known = ids.join(', ')
  throw usageError({ zh: `没有用户 ${user}`, en: `no user ${user}` }, { zh: `可用：${known}`, en: `known: ${known}` })
}

/** A platform that listens: what to tell of it, and how to end it. */
export type Running = { readonly ready: Ready; readonly close: Platform['close'] }

/**
 * Starts a platform as the settings say.
 *
 * @throws UserError with exit code 1 when the machine, the seed or the data folder refuse
 */
export async function startPlatform(settings: PlatformSettings, log?: Log): Promise<Running> {
  const { publicUrl, internalUrl, user, proxyHeader, mode, behaviours, allowedHosts } = settings
  const seed = await openSeed(settings)
  const profile = settings.profile ?? seed.profile ?? 'documented'
  const platform: Platform = await createPlatform({
    seed,
    profile,
    mode,
    behaviours,
    allowedHosts,
    ...operatingOptions(settings),
    ...(log && { onRequest: log.onRequest, onError: log.onError }),
    ...(await openStore(settings)),
    ...(publicUrl !== undefined && { publicUrl }),
    ...(internalUrl !== undefined && { internalUrl }),
    ...(user !== undefined && { defaultUser: user }),
    ...(proxyHeader && {
      identityKey: readIdentityKey(),
      identify: identifyByHeader(proxyHeader, (id) => platform.users().find((one) => one.id === id)),
    }),
  })
  try {
    checkUser(platform, settings)
    const listening = await listen(platform, settings)
    return { ready: await whatToTell(platform, { seed, profile, listening }, settings), close: platform.close }
  } catch (error) {
    await platform.close()
    throw error
  }
}
