/**
 * What a business server calls on WeChat's api host: users' tokens, the account's own, tickets, third-party platforms. Each endpoint is a
 * list of the protocol's rules and one step over the store, handed to `apiEndpoint`. It must not know pages, browsers or how requests come in.
 */
export { busyReply, isApiPath, unknownApiPath } from './api.ts'
export { componentToken, verifyTicket, verifyTicketPath } from './component.ts'
export { appToken, clearQuota, followerInfo, stableToken, ticket } from './ordinary-tokens.ts'
export { checkToken, componentExchange, componentRefresh, exchangeCode, refreshToken, userinfo } from './web-tokens.ts'
