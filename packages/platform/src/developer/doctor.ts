import type { DoctorFacts } from '@weauth/protocol/doctor'
import { diagnose } from '@weauth/protocol/doctor'
import { parseQuery } from '@weauth/protocol'
import { showPage } from '../answers.ts'
import { doctorPath } from '../doctor-url.ts'
import type { Context, Endpoint } from '../context.ts'
import { guardHeaders, readForm, textReply } from '../http/index.ts'
import { doctorPage } from '../pages/index.ts'

/** What this platform knows of its apps, and how it behaves. */
const factsOf = ({ directory, behaviours }: Context): DoctorFacts => ({
  behaviours,
  app: (appid) => directory.app(appid) ?? null,
})

const textOf = (query: string): string => parseQuery(query).find(({ name }) => name === 'text')?.value ?? ''

/**
 * {@link doctorPath}: diagnoses the `text` of the query or the form by this platform's own apps; as JSON for whoever accepts that.
 * It changes nothing, so a form from anywhere may ask.
 */
export const doctor: Endpoint = async (request, context) => {
  if (context.mode === 'production') return textReply(404, 'Not Found')
  if (!['GET', 'HEAD', 'POST'].includes(request.method))
    return textReply(405, 'Method Not Allowed', { allow: 'GET, POST' })
  const form = request.method === 'POST' ? await readForm(request) : ''
  if (form === undefined) return textReply(413, 'Content Too Large')
  const text = textOf(request.method === 'POST' ? form : request.query)
  const report = diagnose(text, factsOf(context))
  if ((request.header('accept') ?? '').includes('application/json')) {
    const headers = { ...guardHeaders, 'content-type': 'application/json; charset=utf-8' }
    return { status: 200, headers, body: JSON.stringify(report) }
  }
  // As the doctor read it: with its secrets made unreadable.
  const asked = report.diagnoses.map(({ input }) => input).join('\n')
  return showPage(request, context, (model) =>
    doctorPage({ ...model, action: doctorPath, asked, diagnoses: report.diagnoses }),
  )
}
