import type { PlatformSettings } from './options.ts'
import { runError } from '../user-error.ts'

/** A platform to be used: one that runs already, or how to start one. */
export type PlatformChoice = { readonly join: string | undefined; readonly platform: PlatformSettings }

/** A platform that listens, by each of its addresses: where it is bound, and the origins that browsers and business servers use. */
export type ReachedPlatform = {
  readonly listening: string
  readonly publicUrl: string
  readonly internalUrl: string
  /** Ends it, where it was started for this. */
  readonly close: () => Promise<void>
}

/**
 * Reaches the platform that is to be WeChat: a new one, or one that runs already.
 *
 * @throws UserError when it cannot be started, or none runs there
 */
export async function reachPlatform({ join, platform }: PlatformChoice): Promise<ReachedPlatform> {
  if (join === undefined) {
    const { startPlatform } = await import('./start-platform.ts')
    const { ready, close } = await startPlatform(platform)
    const { listening, url: publicUrl } = ready
    return { listening, publicUrl, internalUrl: platform.internalUrl ?? publicUrl, close }
  }
  // What WeChat's api host says to nothing at all.
  const answer = await fetch(`${join}/sns/auth`, { redirect: 'manual', signal: AbortSignal.timeout(5000) })
    .then((response) => response.text())
    .catch(() => '')
  if (!answer.startsWith('{"errcode":41001,')) {
    throw runError(
      { zh: `${join} 不是正在运行的 weauth 平台`, en: `there is no weauth platform at ${join}` },
      {
        zh: '先运行 weauth，用它打印的地址；或去掉 --join',
        en: 'start weauth and take the URL it prints, or leave --join out',
      },
    )
  }
  return { listening: join, publicUrl: join, internalUrl: join, close: async () => {} }
}
