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
