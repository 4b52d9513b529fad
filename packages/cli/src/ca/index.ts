/**
 * `weauth ca`: the certificate authority of this installation, shown and, only when asked, trusted by the system. It may import the doors
 * of the packages and the command line's own files, and must not know how certificates are made.
 */
export { caCommand } from './ca-command.ts'
export { caHelp } from './ca-options.ts'
export { trustPlan } from './system-store.ts'
export type { TrustPlan } from './system-store.ts'
