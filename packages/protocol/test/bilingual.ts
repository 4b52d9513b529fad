import assert from 'node:assert/strict'
import type { Bilingual } from '@weauth/protocol'

/** Fails unless every text is there in both languages: no Chinese in `en`, and in `zh` not the English text. */
export function assertBilingual(texts: Readonly<Record<string, Bilingual>>, where: string): void {
  for (const [name, { zh, en }] of Object.entries(texts)) {
    assert.match(zh, /\S/, `${where}: ${name}.zh is empty`)
    assert.match(en, /[a-z]/i, `${where}: ${name}.en is empty`)
    assert.doesNotMatch(en, /\p{Script=Han}/u, `${where}: ${name}.en holds Chinese`)
    assert.match(zh, /\p{Script=Han}/u, `${where}: ${name}.zh is not Chinese`)
  }
}
