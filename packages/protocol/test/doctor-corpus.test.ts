import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authorizeRules, qrconnectRules } from '@weauth/protocol'
import { diagnose, doctorAdvice } from '@weauth/protocol/doctor'
import type { Diagnosis } from '@weauth/protocol/doctor'
import { known } from './doctor/apps.ts'
import type { Entry } from './doctor/corpus.ts'
import { corpus } from './doctor/corpus.ts'

function diagnosed({ text, apps }: Entry): Diagnosis {
  const { diagnoses } = diagnose(text, apps ? known : {})
  assert.equal(diagnoses.length, 1, text)
  return diagnoses[0] ?? assert.fail()
}

test('the corpus holds at least 150 links and errors, no two alike', () => {
  assert.ok(corpus.length >= 150, `${corpus.length}`)
  assert.equal(new Set(corpus.map(({ text, apps }) => text + apps)).size, corpus.length)
})

test('the doctor finds in every text of the corpus what stands beside it, and nothing else', () => {
  const wrong = corpus.flatMap((entry) => {
    const found = diagnosed(entry).findings.map(({ id }) => id)
    const [expected, actual] = [entry.found.toSorted().join(' '), found.toSorted().join(' ')]
    return expected === actual
      ? []
      : [`${entry.text.slice(0, 200)}\n    expected: ${expected}\n    found:    ${actual}`]
  })
  assert.deepEqual(wrong, [])
})

test('the corpus has every rule of the link and every advice at least three times, once alone', () => {
  // A link that is too long for a server is too long for a phone; an empty scope is no known one; no account is granted a website's scope.
  const implied: Readonly<Record<string, readonly string[]>> = {
    'link-length': ['link-long'],
    'qr-scope-present': ['qr-scope-known'],
    'qr-app-kind': ['qr-scope-granted'],
  }
  const isAlone = (id: string, entry: Entry): boolean => {
    const { findings } = diagnosed(entry)
    const caused = findings.find((one) => one.id === id)?.causes ?? []
    return findings.every((one) => one.id === id || caused.includes(one.id) || implied[id]?.includes(one.id))
  }
  // It can only be told by whoever runs the command.
  const all = [...authorizeRules, ...qrconnectRules, ...doctorAdvice]
    .map(({ id }) => id)
    .filter((id) => id !== 'appid-differs')
  const lacking = all.flatMap((id) => {
    const entries = corpus.filter(({ found }) => found.includes(id))
    const alone = entries.some((entry) => isAlone(id, entry))
    return entries.length >= 3 && alone ? [] : [`${id}: ${entries.length} times, ${alone ? 'once' : 'never'} alone`]
  })
  assert.deepEqual(lacking, [])
})

test('a corrected link that leaves nothing to do passes all rules, and is corrected no further', () => {
  let corrected = 0
  for (const entry of corpus) {
    const { corrected: correction, findings } = diagnosed(entry)
    if (!correction || correction.remaining.length > 0) continue
    corrected++
    const again = diagnosed({ ...entry, text: correction.link })
    const left = again.findings.filter(({ kind }) => kind === 'rule')
    assert.deepEqual(left, [], entry.text)
    assert.equal(again.corrected?.link ?? correction.link, correction.link)
    assert.ok(findings.length > 0)
  }
  assert.ok(corrected > 80, `${corrected} were corrected`)
})
