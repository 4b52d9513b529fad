import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Proof } from './proof.ts'

type Opened = { readonly opened: boolean; readonly why?: string }

export const coldStart: Proof = {
  claim: 'eight processes may open one new file at the same moment: the schema is made once, and none fails',
  plantedBug: 'no-patience',
  async run({ size, folder }) {
    const files = size === 'full' ? 100 : 15
    const children = Array.from({ length: 8 }, () => fork(join(import.meta.dirname, 'opener.ts')))
    try {
      for (let file = 0; file < files; file += 1) {
        const answers = children.map((child) => once(child, 'message') as Promise<[Opened]>)
        for (const child of children) child.send(join(folder, `${file}.sqlite`))
        const failed = (await Promise.all(answers)).map(([answer]) => answer).filter(({ opened }) => !opened)
        assert.deepEqual(failed, [], `${failed.length} of 8 could not open new file ${file + 1}`)
      }
    } finally {
      for (const child of children) child.disconnect()
    }
    return `${files} new files, 8 processes each: all ${files * 8} opened`
  },
}
