import { systemClock } from '@weauth/platform'
import { openCertificateAuthority } from '@weauth/platform/impersonation'
import type { CertificateAuthority } from '@weauth/platform/impersonation'
import { authorityFolder } from './installation.ts'
import { runError } from './user-error.ts'

/**
 * The certificate authority of this installation, made if there is none.
 *
 * @throws UserError when its folder cannot be used
 */
export async function openAuthority(env: NodeJS.ProcessEnv): Promise<CertificateAuthority> {
  try {
    return await openCertificateAuthority(authorityFolder(env), systemClock)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw runError(
      { zh: `无法使用证书目录：${reason}`, en: `the folder of certificates cannot be used: ${reason}` },
      { zh: '用 WEAUTH_HOME 指定可写的目录', en: 'name a folder you may write to in WEAUTH_HOME' },
      error,
    )
  }
}
