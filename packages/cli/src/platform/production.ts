import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { PlatformOptions } from '@weauth/platform'
import type { PlatformSettings } from './options.ts'
import { readSecret } from '../secret.ts'
import { runError, usageError } from '../user-error.ts'

/** The key that openids are derived from. */
export function readIdentityKey(): string {
  const key = readSecret('WEAUTH_IDENTITY_KEY') ?? ''
  if (key.length >= 32) return key
  throw usageError(
    {
      zh: 'production 需要环境变量 WEAUTH_IDENTITY_KEY（或 WEAUTH_IDENTITY_KEY_FILE），至少 32 个字符',
      en: 'production needs WEAUTH_IDENTITY_KEY (or WEAUTH_IDENTITY_KEY_FILE) in the environment, 32 characters at least',
    },
    {
      zh: 'openid 由它推导：随机生成一次并妥善保存',
      en: 'openids are derived from it: make it once at random, and keep it',
    },
  )
}

/** What a platform that others depend on is given: TLS, proxies, the admin token. */
export function operatingOptions({ tls, trustedProxies }: PlatformSettings): Partial<PlatformOptions> {
  const adminToken = readSecret('WEAUTH_ADMIN_TOKEN')
  return {
    trustedProxies,
    ...(tls && { tls: readTls(tls) }),
    ...(adminToken !== undefined && { adminToken }),
  }
}

function readTls(files: NonNullable<PlatformSettings['tls']>): NonNullable<PlatformOptions['tls']> {
  try {
    const tls = { cert: readFileSync(files.cert, 'utf8'), key: readFileSync(files.key, 'utf8') }
    const certificate = new X509Certificate(tls.cert)
    if (!certificate.checkPrivateKey(createPrivateKey(tls.key))) throw new Error('the key is another certificate’s')
    return tls
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw runError(
      { zh: `无法使用该证书：${reason}`, en: `the certificate cannot be used: ${reason}` },
      { zh: '检查 --tls-cert 与 --tls-key', en: 'check --tls-cert and --tls-key: both in PEM, one for the other' },
      error,
    )
  }
}
