import type { PlatformSettings } from './options.ts'
import { startPlatform } from './start-platform.ts'
import { runError } from './user-error.ts'

/** A platform to be used: one that runs already, or how to start one. */
export type PlatformChoice = { readonly join: string | undefined; readonly platform: PlatformSettings }

/**
 * Reaches the platform that is to be WeChat: a new one, or one that runs already.
 *
 * @throws UserError when it cannot be started, or none runs there
 */
export async function reachPlatform({
  join,
  platform,
}: PlatformChoice): Promise<{ url: string; close: () => Promise<void> }> {
  if (join === undefined) {
    const { ready, close } = await startPlatform(platform)
    return { url: ready.listening, close }
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
  return { url: join, close: async () => {} }
}
