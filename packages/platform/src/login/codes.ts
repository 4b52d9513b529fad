import { codeLifetimeSeconds } from '@weauth/protocol'
import type { Context } from '../context.ts'
import { digest, newCodeSecret } from '../credentials.ts'
import type { Lasting } from '../store/index.ts'

/** A code's secret and what is kept of it; of an account, unless another lifetime is given. */
export function newCode(
  context: Context,
  lifetimeSeconds: number = codeLifetimeSeconds,
): { secret: string; kept: Lasting } {
  const secret = newCodeSecret(context.random)
  return { secret, kept: { digest: digest('code', secret), lifetimeMs: lifetimeSeconds * 1000 } }
}
