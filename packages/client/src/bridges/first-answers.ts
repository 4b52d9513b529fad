import { systemNow } from '../time.ts'

/** How long an answer is remembered. */
const rememberedMs = 60_000

/** Answers by name, each made once: whoever asks again within a minute gets a copy of the first. */
export type FirstAnswers = { readonly of: (name: string, answer: () => Promise<Response>) => Promise<Response> }

/** Makes a memory of answers. A name must be a secret of whoever may have the answer, for there are sessions in it. */
export function createFirstAnswers(): FirstAnswers {
  // In the order in which they were made, and so in that in which they end.
  const known = new Map<string, { readonly response: Promise<Response>; readonly endsAtMs: number }>()
  return {
    async of(name, answer) {
      const now = systemNow()
      for (const [old, { endsAtMs }] of known) {
        if (endsAtMs > now) break
        known.delete(old)
      }
      const first = known.get(name) ?? { response: answer(), endsAtMs: now + rememberedMs }
      known.set(name, first)
      try {
        return (await first.response).clone()
      } catch (error) {
        // Nothing was answered: the next one may try.
        known.delete(name)
        throw error
      }
    },
  }
}
