'use strict'
// Loaded into every Node process under `weauth run`, by NODE_OPTIONS, in whatever version the user's program runs on: no dependency, no
// syntax newer than Node 14. It works where sockets are opened, below every HTTP library, and touches connections to WeChat's hosts only:
// they go to the port where weauth answers for them, and trust its authority and no other.
const fs = require('fs')
const net = require('net')
const path = require('path')
const tls = require('tls')

const settings = readSettings()
if (settings) {
  const { port, names, notes, offline } = settings
  const certificate = fs.readFileSync(settings.ca, 'utf8')
  // A dot may end a full name.
  const isWechat = (host) => typeof host === 'string' && names.indexOf(host.toLowerCase().replace(/\.$/, '')) !== -1
  redirectSockets(port, isWechat, createNotes(notes), offline)
  trustHere(certificate, isWechat)
  // For `import { connect } from 'node:tls'`.
  require('module').syncBuiltinESMExports()
}

/** What weauth says; nothing in a process that was started with an environment of its own. */
function readSettings() {
  try {
    return JSON.parse(process.env.WEAUTH_RUN || '')
  } catch {
    return undefined
  }
}

/** Notes for the summary at the end: which process a connection belongs to, and what was refused. */
function createNotes(file) {
  const script = process.argv[1] || ''
  const near = path.relative(process.cwd(), script)
  const program = [path.basename(process.argv[0] || 'node'), near.startsWith('..') ? script : near].join(' ').trim()
  const write = (line) => {
    try {
      fs.appendFileSync(file, `${line}\n`)
    } catch {
      // weauth has ended before this process: nobody asks any more.
    }
  }
  return {
    connected: (socket) => socket.once('connect', () => write(`${socket.localPort}\t${process.pid}\t${program}`)),
    refused: (host) => write(`refused\t${host}`),
  }
}

/** This machine, by any of its own names. */
function isHere(host) {
  return /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[?::1?\]?|\[?::ffff:127(?:\.\d+){3}\]?)$/i.test(host)
}

/** Where connect() is asked to go: it takes an object, a port with a host, or (from Node's own code) an array of these. */
function readTarget(args) {
  const [first, second] = args
  if (typeof first === 'object' && first !== null) return first
  return typeof second === 'string' ? { port: first, host: second } : {}
}

function redirectSockets(port, isWechat, notes, offline) {
  const { connect } = net.Socket.prototype
  net.Socket.prototype.connect = function weauthConnect(...given) {
    const args = Array.isArray(given[0]) ? given[0] : given
    const target = readTarget(args)
    if (typeof target.host !== 'string' || target.path) return connect.apply(this, given)
    if (isWechat(target.host) && [80, 443].includes(Number(target.port))) {
      notes.connected(this)
      const there = { ...target, host: '127.0.0.1', port, lookup: undefined, localAddress: undefined, family: 4 }
      return connect.call(this, there, ...args.slice(1).filter((one) => typeof one === 'function'))
    }
    if (!offline || isHere(target.host)) return connect.apply(this, given)
    notes.refused(target.host)
    const text = `weauth: 离线运行，不连接 ${target.host} / offline: ${target.host} is not reached (only WeChat's hosts are answered)`
    process.nextTick(() => this.destroy(Object.assign(new Error(text), { code: 'ECONNREFUSED' })))
    return this
  }
}

/** Whatever a program trusts by itself, at the other end of a connection to WeChat is weauth. */
function trustHere(certificate, isWechat) {
  const { connect } = tls
  tls.connect = function weauthTlsConnect(...args) {
    const at = args.findIndex((one) => typeof one === 'object' && one !== null)
    const options = at === -1 ? {} : args[at]
    const named = typeof args[1] === 'string' ? args[1] : undefined
    if (!isWechat(options.servername || options.host || named)) return connect.apply(this, args)
    const trusting = { ...options, ca: [certificate], secureContext: undefined }
    if (at === -1) args.splice(named === undefined ? 1 : 2, 0, trusting)
    else args[at] = trusting
    return connect.apply(this, args)
  }
}
