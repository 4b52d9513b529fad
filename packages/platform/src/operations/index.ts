/**
 * What whoever runs the platform is told of it: probes, and measurements in Prometheus' words. It knows requests, answers and the
 * store's door; it must not know what any path of WeChat means.
 */
export { measuredStore } from './measured-store.ts'
export { createMetrics } from './metrics.ts'
export type { Metrics } from './metrics.ts'
export { createProbes, isProbe } from './probes.ts'
