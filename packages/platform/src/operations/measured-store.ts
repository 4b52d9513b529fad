import type { Store } from '../store/index.ts'
import type { Metrics } from './metrics.ts'

type Method = (...args: unknown[]) => Promise<unknown>

/** All methods of an object by their names, its own and those of its class. */
function methodsOf(object: object): Map<string, Method> {
  const above: unknown = Object.getPrototypeOf(object)
  const methods = above instanceof Object && above !== Object.prototype ? methodsOf(above) : new Map<string, Method>()
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
    if (typeof value === 'function') methods.set(name, value as Method)
  }
  return methods
}

/** The store, each of whose calls is counted and timed. */
export function measuredStore(store: Store, { storeCall }: Pick<Metrics, 'storeCall'>): Store {
  // All there are, so that a method added to the store one day is measured without being named here.
  const measured = [...methodsOf(store)].map(([name, method]): [string, Method] => [
    name,
    (...args) => {
      const ended = storeCall(name)
      const answer = method.apply(store, args)
      answer.then(ended, ended)
      return answer
    },
  ])
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same names, each with a method of the same type
  return Object.fromEntries(measured) as unknown as Store
}
