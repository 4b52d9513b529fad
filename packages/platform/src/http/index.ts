/**
 * How requests come in and answers go out: one shape of each for all endpoints, and two adapters that feed it, `node:http` and the
 * Web-standard `fetch`. It knows sizes, time limits, hosts and headers; it must not know what any path means.
 */
export { fromRequest, toResponse } from './fetch-adapter.ts'
export { createHostCheck } from './hosts.ts'
export { closeServer, createOccupation } from './connections.ts'
export type { CloseOptions } from './connections.ts'
export { createNodeServer, listen } from './node-server.ts'
export type { ListenOptions } from './node-server.ts'
export { isLoopbackAddress } from './peers.ts'
export { guardHeaders, pageReply, readForm, textReply } from './wire.ts'
export type { Reply, WireRequest } from './wire.ts'
