/**
 * Users' tokens at rest: encrypted, refreshed ahead of their end by one process at a time. It imports the calls and the store's interface;
 * it must not know which store it is, nor how a login comes about.
 */
export { createTokens } from './tokens.ts'
export type { FreshToken, Tokens, TokensOptions } from './tokens.ts'
