import { parseQuery } from '../query.ts'

/** The parameters of a call to the api host. */
export type ApiParameters = ReadonlyMap<string, string>

/**
 * Reads the parameters of a call: the query wins over the form body, and of two values in one place the first counts.
 * Unknown ones do no harm. Source: what SDKs send (GET, POST form and a mix of both).
 */
export function readApiParameters(query: string, form = ''): ApiParameters {
  const parameters = new Map<string, string>()
  for (const part of [query, form]) {
    for (const { name, value } of parseQuery(part)) if (!parameters.has(name)) parameters.set(name, value)
  }
  return parameters
}

/** Reads the parameters of a call that sends JSON and has some in the query, too: the query wins. */
export const readMixedParameters = (query: string, body: string): ApiParameters =>
  new Map([...readJsonParameters(body), ...readApiParameters(query)])

/**
 * Reads the parameters of a call that sends JSON: the texts, numbers and booleans of the object, as text. A body that is no JSON object
 * has none. The query does not count. Source: `POST` with a JSON body is the only way the stable-token page names.
 */
export function readJsonParameters(body: string): ApiParameters {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return new Map()
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return new Map()
  return new Map(
    Object.entries(json).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? [[name, String(value)] as const]
        : [],
    ),
  )
}
