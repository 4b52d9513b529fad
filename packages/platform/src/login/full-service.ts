import { postedForm } from '../answers.ts'
import { openLink } from './authorize.ts'
import type { Endpoint } from '../context.ts'
import { textReply } from '../http/index.ts'

/** The button 「使用完整服务」 of a snapshot page: the same link again, and now the user is asked. It is judged anew like any other. */
export const fullService: Endpoint = async (request, context, trace) => {
  if (request.method !== 'POST') return textReply(405, 'Method Not Allowed', { allow: 'POST' })
  const posted = await postedForm(request, context)
  if ('refusal' in posted) return posted.refusal
  return openLink({ query: posted.form.get('query') ?? '', fullService: true }, request, context, trace)
}
