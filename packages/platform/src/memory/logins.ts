import type { Authorization, Store } from '../store/index.ts'
import { addCode, endedBy, isOf, postpone, sameDigest } from './memory.ts'
import type { GrantRow, Memory } from './memory.ts'

/** Consent requests, codes, grants and access tokens. */
export function logins(
  memory: Memory,
): Pick<Store, 'saveRequest' | 'takeRequest' | 'saveCode' | 'takeCode' | 'refreshGrant' | 'findAccess'> {
  const { now, requests, grants, accessTokens } = memory
  return {
    async saveRequest({ digest, lifetimeMs, session, authorization, target }) {
      return requests.add({ digest, expiresAt: now() + lifetimeMs, session, authorization, target, isUsed: false })
    },
    async takeRequest({ session, code, persona, ...presented }) {
      const at = now()
      const row = requests.find(presented)
      if (!row || !sameDigest(row.session, session)) return { outcome: 'unknown' }
      if (row.isUsed) return { outcome: 'used' }
      if (row.expiresAt <= at) return { outcome: 'expired' }
      row.isUsed = true
      const authorization: Authorization = { ...row.authorization, ...(persona !== undefined && { persona }) }
      const { target } = row
      if (!code) return { outcome: 'taken', authorization, target }
      return { outcome: 'taken', authorization, target, codeLocator: addCode(memory, code, authorization, 'asked') }
    },
    saveCode: async (code) => addCode(memory, code, code.authorization, code.consent),
    takeCode: codeTaker(memory),
    refreshGrant: refresher(memory),
    async findAccess(presented) {
      const at = now()
      const row = accessTokens.find(presented)
      const grant = row && grants.get(row.grantLocator)
      if (!row || !grant) return undefined
      const { authorization } = grant
      const ended = endedBy(memory, authorization, row.grantLocator)
      return { outcome: ended ?? (row.expiresAt > at ? 'live' : 'expired'), authorization }
    },
  }
}

function codeTaker(memory: Memory): Store['takeCode'] {
  const { now, codes, grants, accessTokens } = memory
  return async ({ locator, digest, appid, component, refreshLifetimeMs, accessLifetimeMs, mint }) => {
    const at = now()
    const row = codes.find({ locator, digest })
    if (!row || !isOf(row.authorization, { appid, component })) return { outcome: 'unknown' }
    const { authorization } = row
    if (row.isUsed) return { outcome: 'used' }
    const ended = endedBy(memory, authorization, locator)
    if (ended) return { outcome: ended }
    if (row.expiresAt <= at) return { outcome: 'expired' }
    // Whatever can throw comes before the first change.
    const { refresh, access } = mint(locator)
    row.isUsed = true
    const [expiresAt, accessEnd] = [at + refreshLifetimeMs, at + accessLifetimeMs]
    const accessLocator = accessTokens.add({ digest: access, expiresAt: accessEnd, grantLocator: locator })
    const endsAt = Math.max(expiresAt, accessEnd)
    grants.set(locator, { digest: refresh, expiresAt, endsAt, generation: 1, accessLocator, authorization })
    return { outcome: 'taken', authorization, grantLocator: locator, accessLocator }
  }
}

function refresher(memory: Memory): Store['refreshGrant'] {
  const { now, grants, accessTokens } = memory
  /** Lets the current token live on, if it still lives. */
  const extend = ({ accessLocator }: GrantRow, at: number, end: number): boolean => {
    const row = accessTokens.rows.get(accessLocator)
    if (!row || row.expiresAt <= at) return false
    row.expiresAt = end
    postpone(accessTokens.rows, accessLocator, row)
    return true
  }
  return async ({ locator, digest, appid, component, accessLifetimeMs, keepWhileValid, mint }) => {
    const at = now()
    const grant = grants.get(locator)
    if (!grant || !sameDigest(grant.digest, digest) || !isOf(grant.authorization, { appid, component })) {
      return { outcome: 'unknown' }
    }
    const { authorization } = grant
    const ended = endedBy(memory, authorization, locator)
    if (ended) return { outcome: ended }
    if (grant.expiresAt <= at) return { outcome: 'expired' }
    const end = at + accessLifetimeMs
    if (!keepWhileValid || !extend(grant, at, end)) {
      const minted = mint(locator, grant.generation + 1)
      grant.generation += 1
      grant.accessLocator = accessTokens.add({ digest: minted, expiresAt: end, grantLocator: locator })
    }
    if (end > grant.endsAt) {
      grant.endsAt = end
      postpone(grants, locator, grant)
    }
    const { generation, accessLocator } = grant
    return { outcome: 'refreshed', authorization, generation, accessLocator }
  }
}
