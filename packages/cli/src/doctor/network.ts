import { lookup } from 'node:dns/promises'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { PeerCertificate } from 'node:tls'
import { connect } from 'node:tls'

/** An answer to a GET, no more of its body than is looked at. */
export type Answer = {
  readonly status: number
  readonly location: string | undefined
  readonly contentType: string
  readonly body: string
}

/** What a server shows of itself before it says anything. */
type Certificate = {
  /** Why it is not to be trusted; nothing when it is. */
  readonly fault: string | undefined
  readonly validTo: string
  readonly issuer: string
}

/** The network as the probe needs it. Every connection goes to the address it is given: a name is resolved once and never again. */
export type Network = {
  readonly resolve: (host: string) => Promise<readonly string[]>
  readonly certificate: (url: URL, address: string) => Promise<Certificate>
  readonly get: (url: URL, address: string) => Promise<Answer>
}

const patienceMs = 5000
const longestBody = 64 * 1024

const portOf = (url: URL): number => Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '')

async function resolve(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true, verbatim: true })
  return found.map(({ address }) => address)
}

const issuerOf = ({ issuer }: PeerCertificate): string => {
  const name = issuer?.O ?? issuer?.CN ?? '—'
  return Array.isArray(name) ? name.join(', ') : name
}

function certificate(url: URL, address: string): Promise<Certificate> {
  return new Promise((done, fail) => {
    const socket = connect({
      host: address,
      port: portOf(url),
      servername: hostOf(url),
      // It is looked at, fault and all; nothing is sent over it.
      rejectUnauthorized: false,
      timeout: patienceMs,
    })
    socket.once('secureConnect', () => {
      const peer = socket.getPeerCertificate()
      const fault = socket.authorized ? undefined : String(socket.authorizationError)
      done({ fault, validTo: peer.valid_to, issuer: issuerOf(peer) })
      socket.destroy()
    })
    socket.once('timeout', () => socket.destroy(new Error('ETIMEDOUT')))
    socket.once('error', fail)
  })
}

function get(url: URL, address: string): Promise<Answer> {
  return new Promise((done, fail) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)({
      host: address,
      port: portOf(url),
      path: `${url.pathname}${url.search}`,
      servername: hostOf(url),
      agent: false,
      headers: { host: url.host, accept: '*/*', 'user-agent': 'weauth-doctor', 'accept-encoding': 'identity' },
      signal: AbortSignal.timeout(patienceMs),
    })
    request.once('error', fail)
    request.once('response', (response) => {
      let body = ''
      const finish = (): void => {
        const { statusCode: status = 0, headers } = response
        done({ status, location: headers.location, contentType: headers['content-type'] ?? '', body })
        request.destroy()
      }
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        body += part
        if (body.length > longestBody) finish()
      })
      response.once('end', finish)
      response.once('error', fail)
    })
    request.end()
  })
}

/** The network of this machine. */
export const network: Network = { resolve, certificate, get }
