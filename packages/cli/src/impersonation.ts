import { systemClock } from '@weauth/platform'
import type { CertificateAuthority, ImpersonateOptions } from '@weauth/platform/impersonation'
import { impersonate } from '@weauth/platform/impersonation'
import { openAuthority } from './authority.ts'
import type { PlatformChoice, ReachedPlatform } from './platform/index.ts'
import { reachPlatform } from './platform/index.ts'

/** A platform that is WeChat to whoever comes by its port. */
export type Impersonation = Pick<ReachedPlatform, 'publicUrl' | 'internalUrl'> & {
  readonly port: number
  /** Where that port is open. */
  readonly addresses: readonly string[]
  readonly authority: CertificateAuthority
  /** Closes the port, and the platform where it was started for this. */
  readonly close: () => Promise<void>
}

/** What is impersonated with: which addresses, by default one of the loopback, and what is told of what happens there. */
export type ImpersonationOptions = Pick<
  ImpersonateOptions,
  'offline' | 'upstream' | 'onCall' | 'onRefused' | 'port'
> & {
  /** The first decides the port. Of the others, those this machine does not have are left out. */
  readonly addresses?: readonly [string, ...string[]]
}

const isAbsent = (error: unknown): boolean =>
  ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes((error as NodeJS.ErrnoException).code ?? '')

/** Opens the port at every address, or at none. */
async function openPorts(
  { addresses: [first, ...others] = ['127.0.0.1'], ...options }: ImpersonationOptions,
  known: Pick<ImpersonateOptions, 'target' | 'authority' | 'clock'>,
): Promise<Pick<Impersonation, 'port' | 'addresses' | 'close'>> {
  const all = { ...options, ...known }
  const opened = [{ address: first, ...(await impersonate({ ...all, host: first })) }]
  const { port = 0 } = opened[0] ?? {}
  const close = async (): Promise<void> => void (await Promise.all(opened.map((one) => one.close())))
  for (const address of others) {
    try {
      opened.push({ address, ...(await impersonate({ ...all, host: address, port })) })
    } catch (error) {
      if (isAbsent(error)) continue
      await close()
      throw error
    }
  }
  return { port, addresses: opened.map(({ address }) => address), close }
}

/**
 * Opens the authority, reaches the platform and impersonates WeChat with it. What fails leaves nothing open.
 *
 * @throws UserError when one of them cannot be had
 */
export async function startImpersonation(
  choice: PlatformChoice,
  options: ImpersonationOptions = {},
): Promise<Impersonation> {
  const authority = await openAuthority(process.env)
  const platform = await reachPlatform(choice)
  try {
    const ports = await openPorts(options, { target: platform.listening, authority, clock: systemClock })
    return {
      ...ports,
      publicUrl: platform.publicUrl,
      internalUrl: platform.internalUrl,
      authority,
      async close() {
        await ports.close()
        await platform.close()
      },
    }
  } catch (error) {
    await platform.close()
    throw error
  }
}
