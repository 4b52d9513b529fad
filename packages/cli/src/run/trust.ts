import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { systemCertificates } from '../trusted-certificates.ts'

// What other stacks are told to trust: files that hold what they trusted before, and the authority.

/** Makes, in a folder, files that hold the authority behind what was trusted before. */
export function createBundles(folder: string, certificate: string): (before: string | undefined) => string {
  const made = new Map<string, string>()
  return (before) => {
    const base = before !== undefined && existsSync(before) ? before : ''
    const known = made.get(base)
    if (known !== undefined) return known
    const file = join(folder, `trusted-${made.size}.pem`)
    writeFileSync(file, `${base === '' ? systemCertificates() : readFileSync(base, 'utf8')}\n${certificate}`)
    made.set(base, file)
    return file
  }
}

/** The first of the folders of PATH that has a program. */
function findProgram(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const file = process.platform === 'win32' ? `${name}.exe` : name
  const found = (env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, file))
  return found.find((one) => existsSync(one))
}

const run = promisify(execFile)

/**
 * A trust store for Java, made by the JDK's own keytool from the JDK's own and the authority; nothing when there is no Java. A keytool takes
 * a second, so the store is kept beside the authority until either changes.
 */
export async function javaTrustStore(
  authority: { readonly file: string; readonly pin: string },
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const home = env['JAVA_HOME']
  const keytool = home === undefined ? findProgram('keytool', env) : join(home, 'bin/keytool')
  if (keytool === undefined || !existsSync(keytool)) return undefined
  const cacerts = join(dirname(dirname(realpathSync(keytool))), 'lib/security/cacerts')
  if (!existsSync(cacerts)) return undefined
  const { size, mtimeMs } = statSync(cacerts)
  const version = createHash('sha256')
    .update(`${cacerts} ${size} ${mtimeMs} ${authority.pin}`)
    .digest('hex')
    .slice(0, 16)
  const folder = join(dirname(authority.file), '..', 'java')
  const store = join(folder, `${version}.keystore`)
  if (existsSync(store)) return store
  const draft = `${store}.${process.pid}`
  mkdirSync(folder, { recursive: true })
  copyFileSync(cacerts, draft)
  const args = [
    '-importcert',
    '-noprompt',
    '-alias',
    'weauth',
    '-file',
    authority.file,
    '-keystore',
    draft,
    '-storepass',
    'changeit',
  ]
  await run(keytool, args)
  renameSync(draft, store)
  return store
}
