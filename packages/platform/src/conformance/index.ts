/**
 * The suite that every store must pass. It imports the store's door and `node:test`, so only what is for tests imports it; it must not know
 * how any store keeps what it is given.
 */
export { storeConformance } from './store-conformance.ts'
export type { MadeStore } from './store-conformance.ts'
