import { createHash, X509Certificate } from 'node:crypto'
import { join } from 'node:path'

// How systems are made to trust a certificate. Each is its own documented command: nothing of theirs is written to by us.

/** A program with its arguments. */
export type Step = readonly [program: string, ...args: string[]]

/** What to run. */
export type TrustPlan = {
  /** Apart for every certificate: one that is not in the store cannot be taken out of it. */
  readonly each: readonly (readonly Step[])[]
  readonly finally: readonly Step[]
  readonly needsRoot: boolean
}

/** What is known of the machine. */
export type Machine = {
  readonly system: NodeJS.Platform
  /** Whether a file or folder is there. */
  readonly has: (path: string) => boolean
  readonly home: string
}

/** A certificate: PEM, and the file it stands in. */
export type TrustedFile = { readonly file: string; readonly certificate: string }

const debianStore = '/usr/local/share/ca-certificates'

/** Debian, Ubuntu, Alpine: a folder, and a command that reads it. */
function debianPlan(isTrusting: boolean, certificates: readonly TrustedFile[]): TrustPlan {
  const each = certificates.map(({ file, certificate }): Step[] => {
    const id = createHash('sha256').update(new X509Certificate(certificate).raw).digest('hex').slice(0, 8)
    const place = `${debianStore}/weauth-${id}.crt`
    return [isTrusting ? ['install', '-m', '644', file, place] : ['rm', '-f', place]]
  })
  const update: Step = isTrusting ? ['update-ca-certificates'] : ['update-ca-certificates', '--fresh']
  return { each, finally: [update], needsRoot: true }
}

/** Of the user's own keychain, for TLS alone: the whole machine's trust is not needed. */
function macSteps(isTrusting: boolean, { file, certificate }: TrustedFile, home: string): Step[] {
  const keychain = join(home, 'Library/Keychains/login.keychain-db')
  if (isTrusting) return [['security', 'add-trusted-cert', '-r', 'trustRoot', '-p', 'ssl', '-k', keychain, file]]
  const hash = new X509Certificate(certificate).fingerprint.replaceAll(':', '')
  return [
    ['security', 'remove-trusted-cert', file],
    ['security', 'delete-certificate', '-Z', hash, keychain],
  ]
}

/** Of the user's own store. */
function windowsSteps(isTrusting: boolean, { file, certificate }: TrustedFile): Step[] {
  const hash = new X509Certificate(certificate).fingerprint.replaceAll(':', '')
  return [['certutil', '-user', ...(isTrusting ? ['-addstore', 'Root', file] : ['-delstore', 'Root', hash])]]
}

/** How the system is made to trust certificates, or to trust them no more; nothing for a system whose way is not known. */
export function trustPlan(
  action: 'trust' | 'untrust',
  certificates: readonly TrustedFile[],
  { system, has, home }: Machine,
): TrustPlan | undefined {
  const isTrusting = action === 'trust'
  const plan = (steps: (one: TrustedFile) => Step[], needsRoot: boolean): TrustPlan => ({
    each: certificates.map(steps),
    finally: [],
    needsRoot,
  })
  if (system === 'darwin') return plan((one) => macSteps(isTrusting, one, home), false)
  if (system === 'win32') return plan((one) => windowsSteps(isTrusting, one), false)
  if (has(debianStore)) return debianPlan(isTrusting, certificates)
  // Fedora, RHEL, Arch, SUSE: p11-kit.
  if (has('/usr/bin/trust'))
    return plan(({ file }) => [['trust', 'anchor', isTrusting ? '--store' : '--remove', file]], true)
  return undefined
}

const isPlain = /^[\w./:@=-]+$/

/** A step as it is typed into the system's shell. */
export function commandLine(step: Step, system: NodeJS.Platform): string {
  const quoted = (word: string): string =>
    system === 'win32' ? `"${word}"` : `'${word.replaceAll("'", String.raw`'\''`)}'`
  return step.map((word) => (isPlain.test(word) ? word : quoted(word))).join(' ')
}
