/**
 * What each path does: WeChat's own endpoints and the developer's pages, one table of them. An endpoint is given a request and its
 * context, and returns the answer. It must not know how requests come in, nor which store keeps what it takes.
 */
export { busyReply } from './api.ts'
export { isHeld, route, routeName, routePaths } from './routes.ts'
