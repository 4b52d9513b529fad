import { randomBytes, webcrypto } from 'node:crypto'
import { BitString, Integer, OctetString, Utf8String } from 'asn1js'
import {
  AttributeTypeAndValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtKeyUsage,
  Extension,
  GeneralName,
  GeneralNames,
  GeneralSubtree,
  NameConstraints,
} from 'pkijs'
import { wechatNames } from '@weauth/protocol'

// What is written into certificates. The only file that knows the X.509 library.

/** A certificate and its private key, both PEM. */
export type KeyPair = { readonly certificate: string; readonly key: string }

const curve: webcrypto.EcKeyGenParams = { name: 'ECDSA', namedCurve: 'P-256' }
const dayMs = 86_400_000
/** A clock that is a little slow must not refuse what was made just now. */
const backdatedMs = 3_600_000

const oid = {
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
}

const dnsName = (value: string): GeneralName => new GeneralName({ type: 2, value })

/** Every address of a family: as many zero bytes for the network as for its mask. */
const everyAddress = (bytes: number): GeneralName =>
  new GeneralName({ type: 7, value: new OctetString({ valueHex: new ArrayBuffer(bytes * 2) }) })

type Encodable = { toSchema(): { toBER(): ArrayBuffer } }

const extension = (extnID: string, critical: boolean, value: Encodable | { toBER(): ArrayBuffer }): Extension => {
  const encoded = 'toSchema' in value ? value.toSchema() : value
  return new Extension({ extnID, critical, extnValue: encoded.toBER() })
}

/** Key usages by their bits, the first of which is the highest. */
const keyUsage = (bits: number, unused: number): Extension =>
  extension(oid.keyUsage, true, new BitString({ unusedBits: unused, valueHex: Uint8Array.of(bits).buffer }))

const digitalSignature = (): Extension => keyUsage(0b1000_0000, 7)
const certSign = (): Extension => keyUsage(0b0000_0110, 1)
const forServers = (): Extension =>
  extension(oid.extendedKeyUsage, false, new ExtKeyUsage({ keyPurposes: [oid.serverAuth] }))

function pem(label: string, bytes: ArrayBuffer): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

const der = (text: string): ArrayBuffer => {
  const bytes = Buffer.from(text.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
  return new Uint8Array(bytes).buffer
}

const importKey = (key: string): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('pkcs8', der(key), curve, false, ['sign'])

/** A new certificate without its signature: unlike any other by its serial number, valid from now. */
function blank(commonName: string, nowMs: number, days: number): Certificate {
  const certificate = new Certificate()
  certificate.version = 2
  const serial = randomBytes(16)
  // Positive, and not shortened by a leading zero.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  certificate.serialNumber = new Integer({ valueHex: new Uint8Array(serial).buffer })
  certificate.subject.typesAndValues = [
    new AttributeTypeAndValue({ type: oid.commonName, value: new Utf8String({ value: commonName }) }),
  ]
  certificate.notBefore.value = new Date(nowMs - backdatedMs)
  certificate.notAfter.value = new Date(nowMs + days * dayMs)
  certificate.extensions = []
  return certificate
}

/** The library's declarations know fewer usages of a key than Node's. */
const forLibrary = (key: webcrypto.CryptoKey): Parameters<Certificate['sign']>[0] =>
  key as Parameters<Certificate['sign']>[0]

type Signer = { readonly issuer: Certificate; readonly key: webcrypto.CryptoKey }

/** The name of a certificate's key, as RFC 7093 makes it. */
const keyIdentifier = async (certificate: Certificate): Promise<OctetString> =>
  new OctetString({ valueHex: (await certificate.getKeyHash('SHA-256')).slice(0, 20) })

/** Which key a certificate is of, and by which it is signed: strict clients (Python 3.13 is one by default) ask for both. */
async function keyNames(certificate: Certificate, sign?: Signer): Promise<Extension[]> {
  const own = extension(oid.subjectKeyIdentifier, false, await keyIdentifier(certificate))
  if (!sign) return [own]
  const signer = new AuthorityKeyIdentifier({ keyIdentifier: await keyIdentifier(sign.issuer) })
  return [own, extension(oid.authorityKeyIdentifier, false, signer)]
}

async function finish(certificate: Certificate, sign?: Signer): Promise<KeyPair> {
  const { publicKey, privateKey } = await webcrypto.subtle.generateKey(curve, true, ['sign', 'verify'])
  await certificate.subjectPublicKeyInfo.importKey(forLibrary(publicKey))
  certificate.extensions = [...(certificate.extensions ?? []), ...(await keyNames(certificate, sign))]
  certificate.issuer = (sign?.issuer ?? certificate).subject
  await certificate.sign(forLibrary(sign?.key ?? privateKey), 'SHA-256')
  return {
    certificate: pem('CERTIFICATE', certificate.toSchema(true).toBER()),
    key: pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', privateKey)),
  }
}

/** How long a new authority lives. */
const authorityDays = 730
/** How long a leaf lives: a platform that runs longer makes another. */
const leafDays = 7

/**
 * A new authority that can speak for WeChat's names alone: critical name constraints permit those and exclude every IP address, and no
 * authority can stand under it. Whoever steals its key can impersonate WeChat towards those who trust it, and nobody else.
 */
export function newAuthority(nowMs: number): Promise<KeyPair> {
  // Named differently each time: a client that trusts an ended one too must not confuse their keys.
  const certificate = blank(`weauth ${randomBytes(3).toString('hex')}: WeChat on this machine`, nowMs, authorityDays)
  certificate.extensions = [
    extension(oid.basicConstraints, true, new BasicConstraints({ cA: true, pathLenConstraint: 0 })),
    certSign(),
    extension(
      oid.nameConstraints,
      true,
      new NameConstraints({
        permittedSubtrees: wechatNames.map((name) => new GeneralSubtree({ base: dnsName(name) })),
        excludedSubtrees: [4, 16].map((bytes) => new GeneralSubtree({ base: everyAddress(bytes) })),
      }),
    ),
    forServers(),
  ]
  return finish(certificate)
}

/** A new certificate of a server with these names, signed by an authority. */
export async function newLeaf(authority: KeyPair, names: readonly string[], nowMs: number): Promise<KeyPair> {
  const certificate = blank(names[0] ?? '', nowMs, leafDays)
  certificate.extensions = [
    extension(oid.basicConstraints, true, new BasicConstraints({ cA: false })),
    digitalSignature(),
    forServers(),
    extension(oid.subjectAltName, false, new GeneralNames({ names: names.map(dnsName) })),
  ]
  const issuer = Certificate.fromBER(der(authority.certificate))
  return finish(certificate, { issuer, key: await importKey(authority.key) })
}
