import { createHash, createPrivateKey, randomBytes, X509Certificate } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { wechatNames } from '@weauth/protocol'
import type { KeyPair } from './certificates.ts'

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
  /** The certificates of those that it has replaced, which somebody may trust still: files. */
  readonly replaced: readonly string[]
  /** A new certificate for all of WeChat's names, with the authority's behind it, valid for seven days. */
  readonly leaf: () => Promise<KeyPair>
}

/** An authority is replaced this long before it ends: whoever trusted it must trust the next. */
const renewedBeforeMs = 30 * 86_400_000

const files = (folder: string): { certificate: string; key: string } => ({
  certificate: join(folder, 'certificate.pem'),
  key: join(folder, 'key.pem'),
})

const nothingFor = (error: unknown): undefined => {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
  throw error
}

/** What stands in the folder; nothing when nothing does. */
async function read(folder: string): Promise<KeyPair | undefined> {
  const { certificate, key } = files(folder)
  const [one, other] = await Promise.all([certificate, key].map((file) => readFile(file, 'utf8').catch(nothingFor)))
  if (one === undefined && other === undefined) return undefined
  try {
    if (new X509Certificate(one ?? '').checkPrivateKey(createPrivateKey(other ?? '')))
      return { certificate: one ?? '', key: other ?? '' }
  } catch {
    // Told below: which of the two is broken does not matter.
  }
  throw new Error(`${folder} holds no certificate with its key: delete the folder, and trust the new one`)
}

/** Whether a certificate has a name, as the constraints write it: a tag, its length and the name. */
const hasName = ({ raw }: X509Certificate, name: string): boolean =>
  raw.includes(Buffer.concat([Buffer.of(0x82, name.length), Buffer.from(name)]))

/** The extension that names a certificate's key, by its tag: strict clients refuse an authority without it. */
const keyIdentifierTag = Buffer.of(0x06, 0x03, 0x55, 0x1d, 0x0e)

/** Whether an authority lives long enough, names its key, and may speak for every name: a later weauth may know one more. */
function isUsable({ certificate }: KeyPair, nowMs: number): boolean {
  const parsed = new X509Certificate(certificate)
  return (
    Date.parse(parsed.validTo) - nowMs >= renewedBeforeMs &&
    parsed.raw.includes(keyIdentifierTag) &&
    wechatNames.every((name) => hasName(parsed, name))
  )
}

const replacedMark = '.replaced-'

/** Puts an authority out of its place, and destroys its key. Its own number is in the new name, so that nobody can put its successor there. */
async function setAside(folder: string, { certificate }: KeyPair): Promise<void> {
  const aside = `${folder}${replacedMark}${new X509Certificate(certificate).serialNumber}`
  try {
    await rename(folder, aside)
  } catch {
    // Another process was faster, or nobody may: what creates the next one finds out.
    return
  }
  await rm(files(aside).key)
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

async function replacedBy(folder: string): Promise<readonly string[]> {
  const names = await readdir(dirname(folder))
  return names
    .filter((name) => name.startsWith(`${basename(folder)}${replacedMark}`))
    .map((name) => files(join(dirname(folder), name)).certificate)
}

/**
 * Opens the authority of a folder. Without one, a month before the present one ends, or when it may not speak for all of the names, a new
 * one is made (and must be trusted anew). Processes that open a folder at once get the same.
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
  const present = await read(place)
  const isKept = present !== undefined && isUsable(present, clock.now())
  if (present && !isKept) await setAside(place, present)
  const authority = isKept ? present : await create(place, clock.now())
  const { publicKey, validTo } = new X509Certificate(authority.certificate)
  return {
    certificate: authority.certificate,
    file: files(place).certificate,
    endsAtMs: Date.parse(validTo),
    pin: createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('base64'),
    replaced: await replacedBy(place),
    async leaf() {
      const { newLeaf } = await import('./certificates.ts')
      const leaf = await newLeaf(authority, wechatNames, clock.now())
      return { key: leaf.key, certificate: leaf.certificate + authority.certificate }
    },
  }
}
