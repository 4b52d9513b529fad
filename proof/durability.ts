import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { connectTo } from '../bench/connection.ts'
import { newCode, redemption } from './platforms.ts'
import type { Proof } from './proof.ts'
import { needStrace, nodeArguments, traceOf } from './syscalls.ts'

/** Counts answers with a token; fails on one that leaves while something is written to the log and not yet on the disk. */
export function fsyncedAnswers(lines: readonly string[]): number {
  let answers = 0
  let written = false
  let synced = false
  for (const line of lines) {
    if (/^pwrite64\(.*-wal/.test(line)) written = true
    else if (/^(?:fsync|fdatasync)\(.*-wal/.test(line)) [written, synced] = [false, true]
    else if (/^(?:write|writev|sendto)\(.*access_token/.test(line)) {
      assert.ok(synced && !written, 'an answer with a token left before its fsync')
      answers += 1
      synced = false
    }
  }
  return answers
}

export const durability: Proof = {
  claim: 'an fsync precedes every answer that carries a token',
  plantedBug: 'not-synchronous',
  async run({ size, folder }) {
    needStrace()
    const redemptions = size === 'full' ? 200 : 10
    const trace = join(folder, 'trace')
    const calls = 'trace=pwrite64,fsync,fdatasync,write,writev,sendto'
    const server = [join(import.meta.dirname, 'serve-once.ts'), join(folder, 'weauth.sqlite')]
    const strace = spawn('strace', ['-qq', '-y', '-s', '400', '-o', trace, '-e', calls, ...nodeArguments, ...server], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(strace.stdout, 'data')) as [Buffer]
    const [port = 0, pid] = String(line).trim().split(' ').map(Number)
    const connection = await connectTo(port)
    for (let index = 0; index < redemptions; index += 1) await connection.send(redemption(await newCode(connection)))
    connection.close()
    execFileSync('kill', [String(pid)])
    await once(strace, 'exit')
    const answers = fsyncedAnswers(traceOf(trace))
    assert.equal(answers, redemptions, 'every answer was seen')
    return `${answers} of ${redemptions} answers with a token left after their fsync`
  },
}
