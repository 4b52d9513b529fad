/**
 * The store in memory alone, for tests and trials: gone with its process, and the fastest. It imports the store's door; it must not know
 * HTTP, pages or the wording of any answer.
 */
export { openMemoryStore } from './memory-store.ts'
