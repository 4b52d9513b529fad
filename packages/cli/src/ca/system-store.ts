import { existsSync } from 'node:fs'

/** A program to run, with its arguments. */
export type Step = readonly [program: string, ...args: string[]]

/** How a system is told to trust a certificate for every program, and to forget it. */
export type SystemStore = { readonly trust: readonly Step[]; readonly untrust: readonly Step[] }

const name = 'weauth-local-ca.crt'

/** By folder: the first that exists decides. Debian and Alpine; Fedora and its kin; Arch. */
const linux: readonly (readonly [folder: string, update: Step])[] = [
  ['/usr/local/share/ca-certificates', ['update-ca-certificates']],
  ['/etc/pki/ca-trust/source/anchors', ['update-ca-trust', 'extract']],
  ['/etc/ca-certificates/trust-source/anchors', ['trust', 'extract-compat']],
]

/** The commands for this system; nothing when it is not known how. */
export function systemStore(file: string, fingerprint: string, platform: NodeJS.Platform): SystemStore | undefined {
  if (platform === 'darwin') {
    const keychain = '/Library/Keychains/System.keychain'
    return {
      trust: [['security', 'add-trusted-cert', '-d', '-r', 'trustRoot', '-k', keychain, file]],
      untrust: [['security', 'delete-certificate', '-Z', fingerprint, '-t', keychain]],
    }
  }
  if (platform === 'win32') {
    return {
      trust: [['certutil', '-user', '-addstore', 'Root', file]],
      untrust: [['certutil', '-user', '-delstore', 'Root', fingerprint]],
    }
  }
  const known = linux.find(([folder]) => existsSync(folder))
  if (!known) return undefined
  const [folder, update] = known
  return { trust: [['cp', file, `${folder}/${name}`], update], untrust: [['rm', '-f', `${folder}/${name}`], update] }
}
