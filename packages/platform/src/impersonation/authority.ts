import { createHash, createPrivateKey, randomBytes, X509Certificate } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { KeyPair } from './certificates.ts'
import { wechatNames } from './names.ts'

/** The authority of this installation: what clients must trust, and what signs the leaves. */
export type CertificateAuthority = {
  /** PEM. */
  readonly certificate: string
  /** Where it stands, for programs that are given a path. */
  readonly file: string
  /** When it ends, milliseconds since 1970. */
  readonly endsAtMs: number
  /** Base64 SHA-256 of its public key, as Chromium's `--ignore-certificate-errors-spki-list` takes it. */
  readonly pin: string
  /** A new certificate for all of WeChat's names, with the authority's behind it, valid for seven days. */
  readonly leaf: () => Promise<KeyPair>
}

/** An authority is replaced this long before it ends: whoever trusted it must trust the next. */
const renewedBeforeMs = 30 * 86_400_000

const files = (folder: string): { certificate: string; key: string } => ({
  certificate: join(folder, 'certificate.pem'),
  key: join(folder, 'key.pem'),
})

/** What stands in the folder; nothing when there is no folder. */
async function read(folder: string): Promise<KeyPair | undefined> {
  const { certificate, key } = files(folder)
  try {
    const [one, other] = await Promise.all([readFile(certificate, 'utf8'), readFile(key, 'utf8')])
    return { certificate: one, key: other }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** When a pair ends; it throws for one that is none. */
function endOf({ certificate, key }: KeyPair, folder: string): number {
  try {
    const parsed = new X509Certificate(certificate)
    if (parsed.checkPrivateKey(createPrivateKey(key))) return Date.parse(parsed.validTo)
  } catch {
    // Told below: which of the two is broken does not matter.
  }
  throw new Error(`${folder} holds no certificate with its key: delete the folder, and trust the new one`)
}

/** Puts a new authority in place, whole or not at all: of two processes that start together, one wins and both use its. */
async function create(folder: string, nowMs: number): Promise<KeyPair> {
  // Loaded when it is needed: the library costs more than the rest of the start.
  const { newAuthority } = await import('./certificates.ts')
  const made = await newAuthority(nowMs)
  const draft = `${folder}.${randomBytes(6).toString('hex')}`
  await mkdir(draft, { mode: 0o700, recursive: true })
  const { certificate, key } = files(draft)
  await writeFile(key, made.key, { mode: 0o600 })
  await writeFile(certificate, made.certificate, { mode: 0o644 })
  try {
    await rename(draft, folder)
    return made
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    const other = await read(folder)
    if (!other) throw error
    return other
  }
}

/**
 * Opens the authority of a folder. Without one, or shortly before the present one ends, a new one is made (and must be trusted anew).
 *
 * @param folder kept for the user alone (0700): whoever reads the key in it can impersonate WeChat's names, and no others, towards those
 *   who trust the certificate.
 * @throws when the folder cannot be written to, or holds something else.
 */
export async function openCertificateAuthority(
  folder: string,
  clock: { readonly now: () => number },
): Promise<CertificateAuthority> {
  // Absolute: it is told to programs that run elsewhere.
  const place = resolve(folder)
  await mkdir(dirname(place), { recursive: true })
  let pair = await read(place)
  if (pair && endOf(pair, place) - clock.now() < renewedBeforeMs) {
    await rename(place, `${place}.ended-${clock.now()}`)
    pair = undefined
  }
  const authority = pair ?? (await create(place, clock.now()))
  const { publicKey } = new X509Certificate(authority.certificate)
  return {
    certificate: authority.certificate,
    file: files(place).certificate,
    endsAtMs: endOf(authority, place),
    pin: createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('base64'),
    async leaf() {
      const { newLeaf } = await import('./certificates.ts')
      const leaf = await newLeaf(authority, wechatNames, clock.now())
      return { key: leaf.key, certificate: leaf.certificate + authority.certificate }
    },
  }
}
