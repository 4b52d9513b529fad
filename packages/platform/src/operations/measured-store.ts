import type { Store } from '../store/index.ts'
import type { Metrics } from './metrics.ts'

/** The store, each of whose calls is counted and timed. */
export function measuredStore(store: Store, { storeCall }: Pick<Metrics, 'storeCall'>): Store {
  const measured = new Map<string | symbol, unknown>()
  const wrap =
    (name: string, method: (...args: unknown[]) => Promise<unknown>) =>
    async (...args: unknown[]): Promise<unknown> => {
      const begun = performance.now()
      storeCall.began()
      try {
        return await method.apply(store, args)
      } finally {
        storeCall.ended(name, (performance.now() - begun) / 1000)
      }
    }
  // A proxy, so that a method added to the store one day is measured without being named here.
  return new Proxy(store, {
    get(target, name, receiver) {
      const known = measured.get(name)
      if (known !== undefined) return known
      const method: unknown = Reflect.get(target, name, receiver)
      const given = typeof method === 'function' && typeof name === 'string' ? wrap(name, method as never) : method
      measured.set(name, given)
      return given
    },
  })
}
