import { statSync } from 'node:fs'
import { homedir } from 'node:os'
import { systemClock } from '@weauth/platform'
import { openCertificateAuthority } from '@weauth/platform/impersonation'
import type { CertificateAuthority } from '@weauth/platform/impersonation'
import { authorityFolder } from './installation.ts'
import { runError, usageError } from './user-error.ts'

/** Under sudo that keeps the user's home, root would own what is made there, and the user could use it no more. */
function refuseForeignHome(env: NodeJS.ProcessEnv): void {
  if (process.getuid?.() !== 0 || !env['SUDO_USER'] || env['WEAUTH_HOME']) return
  if (statSync(homedir(), { throwIfNoEntry: false })?.uid === 0) return
  throw usageError(
    {
      zh: `sudo 之下，${homedir()} 中的证书将归 root 所有`,
      en: `under sudo the certificates in ${homedir()} would be root's`,
    },
    {
      zh: '不加 sudo 运行，或用 WEAUTH_HOME 另指定目录',
      en: 'run it without sudo, or name another folder in WEAUTH_HOME',
    },
  )
}

/**
 * The certificate authority of this installation, made if there is none.
 *
 * @throws UserError when its folder cannot be used, or would be left to root
 */
export async function openAuthority(env: NodeJS.ProcessEnv): Promise<CertificateAuthority> {
  refuseForeignHome(env)
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
