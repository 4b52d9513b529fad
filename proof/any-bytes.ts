import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createPlatform } from '@weauth/platform'
import { routePaths } from '../packages/platform/src/routes.ts'
import { seed } from '../bench/servers/weauth.ts'
import { bodies, headers, methods, names, values } from './any-bytes-words.ts'
import type { Proof } from './proof.ts'
import { numbers } from './proof.ts'

type Number = (below: number) => number

const of = <T>(number: Number, list: readonly T[]): T => list[number(list.length)] as T
const noise = (number: Number, length: number): string =>
  Array.from({ length }, () => String.fromCharCode(number(256))).join('')

const escaped = (byte: string): string => `%${(byte.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`

function request(number: Number): string {
  if (number(25) === 0) return noise(number, number(300))
  const query = Array.from(
    { length: number(7) },
    () => `${of(number, names)}=${number(9) === 0 ? noise(number, 8) : of(number, values)}`,
  ).join('&')
  // What cannot stand in a request line never gets past Node: mostly it is written as clients write it.
  const sent = number(4) === 0 ? query : query.replaceAll(/[^!-~]/g, escaped)
  const path =
    of(number, ['', '', '', '/api.weixin.qq.com', '/open.weixin.qq.com', '//', '/.']) +
    of(number, routePaths) +
    of(number, ['', '', '', '', '/', '%2e', ';x', 'x'])
  const body = number(3) === 0 ? of(number, bodies) : ''
  const chosen = Array.from({ length: number(4) }, () => of(number, headers))
  const length = body === '' ? [] : [`Content-Length: ${number(12) === 0 ? body.length + number(9) : body.length}`]
  const lines = [
    `${of(number, methods)} ${path}?${sent} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: close',
    ...chosen,
    ...length,
  ]
  const text = `${lines.join('\r\n')}\r\n\r\n${body}`
  return number(30) === 0 ? text.slice(0, number(text.length)) : text
}

/** No answer yet. */
const goOn = 'HTTP/1.1 100 Continue\r\n\r\n'

/** Sends bytes and closes its half, at once or later; fulfilled with all that came back, when the server has closed too. */
async function send(port: number, text: string, closeAfterMs?: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' })
  let answer = ''
  socket.setEncoding('latin1').on('data', (data) => {
    answer += String(data)
  })
  socket.on('error', () => {})
  socket.setTimeout(20_000, () => {
    answer = 'HUNG'
    socket.destroy()
  })
  if (closeAfterMs === undefined) socket.end(text, 'latin1')
  else socket.write(text, 'latin1')
  const timer = setTimeout(() => socket.end(), closeAfterMs)
  await once(socket, 'close')
  clearTimeout(timer)
  return answer
}

export const anyBytes: Proof = {
  claim: 'whatever bytes come to whatever path, no answer is a 5xx but 503, nothing hangs, and nothing throws',
  plantedBug: 'decoding-throws',
  async run({ size, seed: start }) {
    const requests = size === 'full' ? 50_000 : 1500
    const number = numbers(start)
    const thrown: unknown[] = []
    const platform = await createPlatform({ seed, traceLimit: 20, onError: (error) => thrown.push(error) })
    const { port } = await platform.listen({ port: 0 })
    const statuses = new Map<string, number>()
    let sent = 0
    await Promise.all(
      Array.from({ length: 32 }, async () => {
        while (sent < requests) {
          sent += 1
          const text = request(number)
          let answer = await send(port, text)
          // Node lets go of whoever has closed its half before it is answered; one that waits is owed an answer.
          if (text !== '' && (answer === '' || answer === goOn)) answer = await send(port, text, 2000)
          assert.notEqual(answer, 'HUNG', `no answer to ${JSON.stringify(text)}`)
          const status = /^HTTP\/1\.1 (\d{3})/.exec(answer.replace(goOn, ''))?.[1] ?? 'closed'
          // An answer that cannot be sent costs its connection; whoever has asked for nothing is owed none.
          assert.ok(status !== 'closed' || text === '', `no answer to ${JSON.stringify(text)}`)
          assert.ok(!status.startsWith('5') || status === '503', `${status} to ${JSON.stringify(text)}`)
          assert.deepEqual(thrown, [], `thrown at ${JSON.stringify(text)}`)
          statuses.set(status, (statuses.get(status) ?? 0) + 1)
        }
      }),
    )
    await platform.close()
    const seen = [...statuses.entries()]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([status, count]) => `${status} × ${count}`)
    return `${sent.toLocaleString('en')} requests to ${routePaths.length} paths: ${seen.join(', ')}`
  },
}
