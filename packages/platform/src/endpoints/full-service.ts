import { showNotice } from './answers.ts'
import { openLink } from './authorize.ts'
import type { Endpoint } from '../context.ts'
import { isCrossSite } from '../visitor.ts'
import { readForm, textReply } from '../http/index.ts'

/** The button 「使用完整服务」 of a snapshot page: the same link again, and now the user is asked. It is judged anew like any other. */
export const fullService: Endpoint = async (request, context, trace) => {
  if (request.method !== 'POST') return textReply(405, 'Method Not Allowed', { allow: 'POST' })
  if (isCrossSite(request, context)) return showNotice('forbidden', request, context, { status: 403, detail: 'Origin' })
  const body = await readForm(request)
  if (body === undefined) return textReply(413, 'Content Too Large')
  const query = new URLSearchParams(body).get('query') ?? ''
  return openLink({ query, fullService: true }, request, context, trace)
}
