/**
 * The platform: a server that behaves like WeChat's own authorization. It serves browsers and business servers, over HTTP or in-process,
 * and decides nothing about the protocol by itself: it asks the rules of `@weauth/protocol` and keeps what happened in a store.
 * It must not know the client, the command line, or any framework.
 */
export type { Context, Identify, Mode } from './context.ts'
export type { CloseOptions, ListenOptions } from './http/index.ts'
export type { PlatformOptions } from './options.ts'
export { createPlatform, systemClock } from './platform.ts'
export type { Platform } from './platform.ts'
export * from './memory/index.ts'
export * from './postgres/index.ts'
export { redacted } from './redaction.ts'
export type { ServedRequest } from './serve.ts'
export type { TracedRule, TraceRecord } from './trace.ts'
export type { UserActs } from './users/index.ts'
export type { Reply, WireRequest } from './http/index.ts'
export * from './seed/index.ts'
export * from './sqlite/index.ts'
export * from './store/index.ts'
