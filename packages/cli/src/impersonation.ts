import { systemClock } from '@weauth/platform'
import type { CertificateAuthority, ImpersonateOptions } from '@weauth/platform/impersonation'
import { impersonate } from '@weauth/platform/impersonation'
import { openAuthority } from './authority.ts'
import type { PlatformChoice } from './reach-platform.ts'
import { reachPlatform } from './reach-platform.ts'

/** A platform that is WeChat to whoever comes by its port. */
export type Impersonation = {
  readonly platformUrl: string
  readonly port: number
  readonly authority: CertificateAuthority
  /** Closes the port, and the platform where it was started for this. */
  readonly close: () => Promise<void>
}

/**
 * Opens the authority, reaches the platform and impersonates WeChat with it. What fails leaves nothing open.
 *
 * @throws UserError when one of them cannot be had
 */
export async function startImpersonation(
  choice: PlatformChoice,
  options: Pick<ImpersonateOptions, 'offline' | 'upstream' | 'onCall' | 'onRefused'> = {},
): Promise<Impersonation> {
  const authority = await openAuthority(process.env)
  const platform = await reachPlatform(choice)
  try {
    const { port, close } = await impersonate({ ...options, target: platform.url, authority, clock: systemClock })
    return {
      platformUrl: platform.url,
      port,
      authority,
      async close() {
        await close()
        await platform.close()
      },
    }
  } catch (error) {
    await platform.close()
    throw error
  }
}
