/**
 * How requests come in and answers go out: one shape of each for all endpoints, and two adapters that feed it, `node:http` and the
 * Web-standard `fetch`. It knows sizes, time limits, hosts and headers; it must not know what any path means.
 */
export { fromRequest, toResponse } from './fetch-adapter.ts'
export { createHostCheck } from './hosts.ts'
export { closeServer, createNodeServer, listen } from './node-server.ts'
export type { ListenOptions } from './node-server.ts'
export { guardHeaders, pageReply, readForm, textReply } from './wire.ts'
export type { Reply, WireRequest } from './wire.ts'
