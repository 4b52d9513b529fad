/**
 * What WeChat's web authorization says, as data and pure functions: endpoints, rules, codes, formats, lifetimes, behaviours and the
 * shape of every reply, each with its source. It imports nothing and must not know a clock, a network, a framework or Node.
 */
export * from './app.ts'
export * from './behaviours.ts'
export * from './rule.ts'
export * from './scopes.ts'
export * from './source.ts'
