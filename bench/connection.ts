/**
 * One keep-alive connection of the driver, on the bare socket: the driver must cost less than what it measures, and `fetch` costs more.
 * It reads what the measured servers send: a status, a length or chunks, nothing pipelined.
 */
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { once } from 'node:events'

/** An answer: its head as it came, and its body. */
export type Answer = { readonly status: number; readonly head: string; readonly body: string }

/** Sends one request and waits for its answer. Rejects when the server closes first. */
export type Connection = { readonly send: (request: string) => Promise<Answer>; readonly close: () => void }

/** Reads chunks from `at`; nothing while the last one is not there. */
function readChunks(text: string, at: number): string | undefined {
  let body = ''
  let from = at
  for (;;) {
    const end = text.indexOf('\r\n', from)
    if (end < 0) return undefined
    const length = Number.parseInt(text.slice(from, end), 16)
    const next = end + 2 + length + 2
    if (text.length < next) return undefined
    if (length === 0) return body
    body += text.slice(end + 2, end + 2 + length)
    from = next
  }
}

/** Reads an answer; nothing while it is not complete. */
export function readAnswer(text: string): Answer | undefined {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = text.slice(0, headEnd)
  const status = Number(head.slice(9, 12))
  const start = headEnd + 4
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length !== undefined) {
    const end = start + Number(length)
    return text.length < end ? undefined : { status, head, body: text.slice(start, end) }
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return { status, head, body: '' }
  const body = readChunks(text, start)
  return body === undefined ? undefined : { status, head, body }
}

/** The value of a header of an answer, or ''. */
export function header({ head }: Answer, name: string): string {
  const found = new RegExp(`\\r\\n${name}: *([^\\r]*)`, 'i').exec(head)
  return found?.[1] ?? ''
}

/** Connects to a port of this machine. */
export async function connectTo(port: number): Promise<Connection> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  let read = ''
  let waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined
  const fail = (error: Error): void => waiting?.reject(error)
  // latin1: a byte is a character, so that lengths in bytes count as they are.
  socket.setEncoding('latin1')
  socket.on('data', (data) => {
    read = read === '' ? String(data) : read + String(data)
    const answer = readAnswer(read)
    if (!answer) return
    read = ''
    const { resolve } = waiting ?? { resolve: () => {} }
    waiting = undefined
    resolve(answer)
  })
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the server closed the connection')))
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) throw new Error('the connection is closed')
        waiting = { resolve, reject }
        socket.write(request, 'latin1')
      }),
    close: () => socket.destroy(),
  }
}

/** The bytes of a GET request. */
export const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\n`

/** The bytes of a POST request with a form. */
export const post = (path: string, form: string, headers = ''): string =>
  `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n${form}`
