/**
 * An account's ordinary access token and what a site needs it for: who follows, and the JS-SDK. It imports the transport and the store's
 * interface; it must not know users' tokens, which are of another kind.
 */
export type { FollowerFacts } from '@weauth/protocol'
export { createAppToken } from './app-token.ts'
export type { AppToken, AppTokenOptions, JssdkOptions } from './app-token.ts'
export type { AppTokenMode } from './calls.ts'
export type { JssdkConfig } from './jssdk.ts'
