import type { QrPollReply, QrStatus } from '@weauth/protocol'
import { buildRedirect, qrStatusCodes, websiteCodeLifetimeSeconds, writeQrPollReply } from '@weauth/protocol'
import type { Context, Endpoint } from '../context.ts'
import type { Credential } from '../credentials.ts'
import { digest, presented, qrSecret, readUuid, writeCode } from '../credentials.ts'
import type { FoundQrLogin } from '../store/index.ts'
import type { Trace } from '../trace.ts'
import { guardHeaders, textReply } from '../http/index.ts'

/** How often whoever waits looks for itself: another process may have served the phone. */
const lookEveryMs = 1000

/** `/connect/l/qrconnect?uuid=…&last=404`: what became of a QR login; held while it is as it was last. */
export const qrPoll: Endpoint = async (request, context, trace) => {
  if (request.method !== 'GET') return textReply(405, 'Method Not Allowed', { allow: 'GET' })
  const query = new URLSearchParams(request.query)
  const form = query.get('f')
  const id = readUuid(query.get('uuid') ?? '')
  const last = Number(query.get('last')) === qrStatusCodes.scanned.wxErrcode ? 'scanned' : 'waiting'
  const reply = id ? await pollReply(id, last, context, trace) : expired
  trace.outcome = `${qrStatusCodes[reply.status].wxErrcode} ${reply.status}`
  return {
    status: 200,
    headers: {
      ...guardHeaders,
      'content-type': form === 'json' ? 'application/json; charset=utf-8' : 'text/javascript; charset=utf-8',
    },
    body: writeQrPollReply(reply, form),
  }
}

// What nobody knows is over: it may have been purged.
const expired: QrPollReply = { status: 'expired' }

async function pollReply(id: Credential, last: QrStatus, context: Context, trace: Trace): Promise<QrPollReply> {
  const found = await changed(id, last, context)
  if (!found) return expired
  const { status, asked, target } = found
  trace.appid = asked.appid
  trace.flow = asked.flow
  if (status === 'confirmed') return confirmedReply(id, context, trace)
  const goesBack = status === 'refused' && context.behaviours['refusal-redirect']
  return { status, redirectUrl: goesBack ? buildRedirect(target, undefined, context.behaviours) : undefined }
}

/** What is found of a QR login as soon as it is no longer as it was, or when it has been waited for long enough. */
async function changed(id: Credential, last: QrStatus, context: Context): Promise<FoundQrLogin | undefined> {
  const { store, waiters, qrPollHoldMs } = context
  for (let waitedMs = 0; ; waitedMs += lookEveryMs) {
    // It waits before it looks: what happens in between wakes it.
    const waiting = waiters.wait(id.locator, Math.min(lookEveryMs, qrPollHoldMs - waitedMs))
    const found = await store.findQrLogin(presented('qr', id))
    if (found?.status !== last || waitedMs >= qrPollHoldMs) return found
    await waiting
    if (waiters.isClosed()) return found
  }
}

/** The code of a confirmed login. It follows from the browser's secret: asked again, the same one is told. */
async function confirmedReply(id: Credential, context: Context, trace: Trace): Promise<QrPollReply> {
  const secret = qrSecret(id.secret, 'code')
  const taken = await context.store.takeQrCode({
    ...presented('qr', id),
    code: { digest: digest('code', secret), lifetimeMs: websiteCodeLifetimeSeconds * 1000 },
  })
  if (taken.outcome !== 'taken') return expired
  trace.userId = taken.authorization.userId
  trace.issued.push('code')
  const code = writeCode({ locator: taken.codeLocator, secret })
  return { status: 'confirmed', code, redirectUrl: buildRedirect(taken.target, code, context.behaviours) }
}
