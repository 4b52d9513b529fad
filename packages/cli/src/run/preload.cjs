'use strict'
// Loaded into every Node and Bun process under `weauth run`, by NODE_OPTIONS and BUN_OPTIONS, in whatever version the user's program runs on:
// no dependency, no syntax newer than Node 12. It works where sockets are opened, below every HTTP library, and touches connections to
// WeChat's hosts only: they go to the port where weauth answers for them, and trust its authority and no other.
const childProcess = require('child_process')
const fs = require('fs')
const net = require('net')
const path = require('path')
const threads = require('worker_threads')
const tls = require('tls')

// Bun's fetch is not made of these sockets: it goes by the proxy of the environment.
const isBun = process.versions.bun !== undefined
/** The connection that is used instead of a socket's own, and whether it is used now. */
const detour = Symbol('weauth')
const turned = Symbol('weauth')
/** A socket that leads to weauth already. */
const arrived = Symbol('weauth')

const told = process.env.WEAUTH_RUN || ''
const settings = readSettings()
if (settings) {
  const { port, names, notes, offline, certificate } = settings
  // A dot may end a full name.
  const isWechat = (host) => typeof host === 'string' && names.indexOf(host.toLowerCase().replace(/\.$/, '')) !== -1
  const open = redirectSockets(port, isWechat, createNotes(notes), offline)
  trustHere(certificate, isWechat)
  inherit(settings)
  if (!isBun) {
    restoreProxies(settings)
    answerForProxies(open, isWechat)
  }
  // For `import { connect } from 'node:tls'`.
  require('module').syncBuiltinESMExports()
}

/** What weauth says; nothing in a process that was started past all of this. */
function readSettings() {
  try {
    return JSON.parse(told)
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

/** The proxy that the user's environment names. */
function isOwnProxy({ host, port }) {
  return settings.proxies.indexOf(`${host}:${port}`) !== -1
}

/** Sends sockets for WeChat to weauth; gives back what opens one that leads there. */
function redirectSockets(port, isWechat, notes, offline) {
  const { connect } = net.Socket.prototype
  const lead = (socket, target, ...more) => {
    socket[arrived] = true
    notes.connected(socket)
    return connect.call(
      socket,
      { ...target, host: '127.0.0.1', port, lookup: undefined, localAddress: undefined, family: 4 },
      ...more,
    )
  }
  net.Socket.prototype.connect = function weauthConnect(...given) {
    const args = Array.isArray(given[0]) ? given[0] : given
    const target = readTarget(args)
    if (typeof target.host !== 'string' || target.path) return connect.apply(this, given)
    // Offline the user's own proxy leads nowhere, and what is asked of it can be: WeChat.
    if ((isWechat(target.host) && [80, 443].includes(Number(target.port))) || (offline && isOwnProxy(target)))
      return lead(this, target, ...args.slice(1).filter((one) => typeof one === 'function'))
    if (!offline || isHere(target.host)) return connect.apply(this, given)
    notes.refused(target.host)
    const text = `weauth: 离线运行，不连接 ${target.host} / offline: ${target.host} is not reached (only WeChat's hosts are answered)`
    process.nextTick(() => this.destroy(Object.assign(new Error(text), { code: 'ECONNREFUSED' })))
    return this
  }
  return () => lead(new net.Socket(), {})
}

/** Whatever a program trusts by itself, at the other end of a connection to WeChat is weauth. */
function trustHere(certificate, isWechat) {
  const { connect } = tls
  tls.connect = function weauthTlsConnect(...args) {
    const at = args.findIndex((one) => typeof one === 'object' && one !== null)
    const options = at === -1 ? {} : args[at]
    const named = typeof args[1] === 'string' ? args[1] : undefined
    const tunnel = options.socket && options.socket[detour]
    if (!tunnel && !isWechat(options.servername || options.host || named)) return connect.apply(this, args)
    const trusting = { ...options, ca: [certificate], secureContext: undefined }
    if (tunnel) {
      tunnel.removeAllListeners('data').removeAllListeners('end')
      trusting.socket = tunnel
    }
    if (at === -1) args.splice(named === undefined ? 1 : 2, 0, trusting)
    else args[at] = trusting
    return connect.apply(this, args)
  }
}

/** The host that a proxy is asked for by what is written to it: a tunnel, or a whole URL. */
function hostAsked(chunk) {
  if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return undefined
  const first = typeof chunk === 'string' ? chunk.charCodeAt(0) : chunk[0]
  if (!(first >= 65 && first <= 90)) return undefined
  const head = typeof chunk === 'string' ? chunk.slice(0, 200) : Buffer.from(chunk.subarray(0, 200)).toString('latin1')
  const match = /^(?:CONNECT ([\w.-]+):(?:80|443) |[A-Z]+ https?:\/\/([\w.-]+)[:/?# ])/.exec(head)
  return match ? match[1] || match[2] : undefined
}

/**
 * A program may have a proxy of its own, which no setting of ours overrules. What it asks that for of WeChat's hosts goes to
 * weauth instead, which is a proxy too, and the answer comes from there.
 */
function answerForProxies(open, isWechat) {
  const turn = (socket) => {
    const other = open()
    other.on('data', (chunk) => socket.push(chunk))
    other.on('end', () => socket.push(null))
    other.on('error', (error) => socket.destroy(error))
    other.on('close', () => other.readableEnded || socket.destroy())
    socket.once('close', () => other.destroy())
    socket[detour] = other
  }
  for (const name of ['_write', '_writev']) {
    const original = net.Socket.prototype[name]
    net.Socket.prototype[name] = function weauthWrite(given, ...more) {
      const chunks = name === '_write' ? [{ chunk: given, encoding: more[0] }] : given
      const host = this[arrived] ? undefined : hostAsked(chunks[0].chunk)
      // One connection to a proxy may serve several hosts, one after the other.
      if (host !== undefined) this[turned] = isWechat(host)
      if (this[turned] && !this[detour]) turn(this)
      const other = this[turned] ? this[detour] : undefined
      if (!other) return original.call(this, given, ...more)
      const done = more[more.length - 1]
      chunks.forEach(({ chunk, encoding }, at) => {
        const isLast = at === chunks.length - 1
        other.write(chunk, Buffer.isBuffer(chunk) ? undefined : encoding, isLast ? done : undefined)
      })
      return undefined
    }
  }
}

/** Node needs no proxy in order to come here: what its programs do by one is as the user has it. */
function restoreProxies({ ours, own }) {
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy']) {
    if (process.env[name] !== ours[name]) continue
    if (own[name] === undefined) delete process.env[name]
    else process.env[name] = own[name]
  }
}

/** An environment for a child, in which what weauth has set stands, but for what the program has set otherwise. */
function environmentFor(env, { ours, own, options }) {
  // A run within a run tells its own.
  const filled = { ...env, WEAUTH_RUN: env.WEAUTH_RUN || told }
  for (const name of Object.keys(ours)) {
    if (filled[name] === undefined || filled[name] === own[name]) filled[name] = ours[name]
  }
  for (const name of Object.keys(options)) {
    const given = filled[name] || ''
    if (!given.includes(options[name])) filled[name] = `${options[name]} ${given}`.trim()
  }
  return filled
}

/** `KEY=value`, as child processes are given their environment; on Windows a key may begin with the sign. */
function readPair(pair) {
  const at = pair.indexOf('=', 1)
  return [pair.slice(0, at), pair.slice(at + 1)]
}

/** Bun's own way to start a child: a list, or an object with everything. */
function inheritInBun(fill) {
  for (const name of ['spawn', 'spawnSync']) {
    const original = Bun[name]
    const filled = (options) => ({ ...options, env: fill((options && options.env) || process.env) })
    Bun[name] = (first, options) => (Array.isArray(first) ? original(first, filled(options)) : original(filled(first)))
  }
}

/** Children and workers are redirected as well, also those that a program gives an environment of its own. */
function inherit(given) {
  const fill = (env) => environmentFor(env, given)
  if (isBun) inheritInBun(fill)
  const { spawn } = childProcess.ChildProcess.prototype
  childProcess.ChildProcess.prototype.spawn = function weauthSpawn(options) {
    if (Array.isArray(options.envPairs)) {
      const env = fill(Object.assign({}, ...options.envPairs.map(readPair).map(([name, value]) => ({ [name]: value }))))
      options.envPairs = Object.keys(env).map((name) => `${name}=${env[name]}`)
    } else {
      options.env = fill(options.env || process.env)
    }
    return spawn.call(this, options)
  }
  for (const name of ['spawnSync', 'execFileSync', 'execSync']) {
    const original = childProcess[name]
    childProcess[name] = function weauthSync(file, ...more) {
      const args = name !== 'execSync' && Array.isArray(more[0]) ? more.slice(0, 1) : []
      const options = more.find((one) => typeof one === 'object' && one !== null && !Array.isArray(one)) || {}
      return original.call(this, file, ...args, { ...options, env: fill(options.env || process.env) })
    }
  }
  const construct = (Worker, [file, options, ...more], target) => {
    const isOwn = options && typeof options.env === 'object' && options.env !== null
    return Reflect.construct(Worker, [file, isOwn ? { ...options, env: fill(options.env) } : options, ...more], target)
  }
  threads.Worker = new Proxy(threads.Worker, { construct })
}
