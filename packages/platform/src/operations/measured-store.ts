import type { Store } from '../store/index.ts'
import type { Metrics } from './metrics.ts'

type Method = (...args: unknown[]) => Promise<unknown>

/** The names of all methods of an object, its own and those of its class. */
function methodsOf(object: object): string[] {
  const above: unknown = Object.getPrototypeOf(object)
  const own = Object.getOwnPropertyNames(object)
  return above === Object.prototype || !(above instanceof Object) ? own : [...own, ...methodsOf(above)]
}

/** The store, each of whose calls is counted and timed. */
export function measuredStore(store: Store, { storeCall }: Pick<Metrics, 'storeCall'>): Store {
  // All there are, so that a method added to the store one day is measured without being named here.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a store is made of such methods
  const all = store as unknown as Record<string, Method>
  const measured = methodsOf(store).map((name): [string, Method] => [
    name,
    (...args) => {
      const ended = storeCall(name)
      const answer = all[name]?.(...args) ?? Promise.resolve()
      answer.then(ended, ended)
      return answer
    },
  ])
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same names, each with a method of the same type
  return Object.fromEntries(measured) as unknown as Store
}
