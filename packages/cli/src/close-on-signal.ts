/** Ends cleanly on the first signal. A second one finds no listener and kills at once. */
export function closeOnSignal(close: () => Promise<void>): void {
  const signals = ['SIGINT', 'SIGTERM'] as const
  const stop = (): void => {
    for (const signal of signals) process.off(signal, stop)
    void close().then(() => process.exit(0))
  }
  for (const signal of signals) process.on(signal, stop)
}
