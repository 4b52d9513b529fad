/**
 * `weauth platform`, and a platform for the commands that need one: its options, how it is started or joined, what is said of it. It loads
 * the platform only to start one, so that a mistyped option is told at once; it must not know how any other command works.
 */
export { platformChoice, choiceTable } from './platform-choice.ts'
export { platformCommand } from './platform-command.ts'
export { platformHelp } from './platform-help.ts'
export { networkAddress, reachNotes } from './reach.ts'
export { reachPlatform } from './reach-platform.ts'
export type { PlatformChoice, ReachedPlatform } from './reach-platform.ts'
