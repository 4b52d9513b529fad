/**
 * What WeChat tells an account's server unasked: the message, signed and where wanted encrypted, and its delivery. It imports the protocol
 * and the store's records; it must not know what makes something worth telling.
 */
export { createPusher } from './pusher.ts'
export type { Pusher } from './pusher.ts'
export { encryptMessage, signMessage } from './message-crypto.ts'
