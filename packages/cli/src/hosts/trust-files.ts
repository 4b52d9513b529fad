import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { trustFolder } from '../installation.ts'
import { systemCertificates } from '../trusted-certificates.ts'
import { runError } from '../user-error.ts'

/** Variables that name a certificate to trust besides, and those that name all that is trusted. */
const adding = ['NODE_EXTRA_CA_CERTS', 'DENO_CERT']
const replacing = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE']

const names = { certificate: 'certificate.pem', bundle: 'bundle.pem' } as const

/** What other programs are told to trust: the authority, and a file of it and all that this system trusts. */
export type TrustFiles = { readonly certificate: string; readonly bundle: string }

/** The variables by which programs trust what stands in a folder of {@link writeTrustFiles}. */
export const trustVariables = ({ certificate, bundle }: TrustFiles): Readonly<Record<string, string>> =>
  Object.fromEntries([...adding.map((name) => [name, certificate]), ...replacing.map((name) => [name, bundle])])

/** Where the files stand in a folder, that of a container for instance. */
export const trustFilesIn = (folder: string, path: { readonly join: typeof join }): TrustFiles => ({
  certificate: path.join(folder, names.certificate),
  bundle: path.join(folder, names.bundle),
})

/**
 * Writes what others are to trust into a folder that everybody may read and that holds no key: it is given to containers.
 *
 * @throws UserError when it cannot be written
 */
export function writeTrustFiles(certificate: string, env: NodeJS.ProcessEnv): TrustFiles {
  const folder = trustFolder(env)
  const files = trustFilesIn(folder, { join })
  const contents = { certificate, bundle: `${systemCertificates()}\n${certificate}` }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 })
    for (const name of ['certificate', 'bundle'] as const) {
      // Whole or not at all: a program may be reading it.
      const draft = `${files[name]}.${process.pid}`
      writeFileSync(draft, contents[name], { mode: 0o644 })
      renameSync(draft, files[name])
    }
  } catch (error) {
    const reason = (error as Error).message
    throw runError(
      { zh: `无法写入 ${folder}：${reason}`, en: `${folder} cannot be written to: ${reason}` },
      { zh: '用 WEAUTH_HOME 指定可写的目录', en: 'name a folder you may write to in WEAUTH_HOME' },
      error,
    )
  }
  return files
}
