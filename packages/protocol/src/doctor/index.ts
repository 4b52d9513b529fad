/**
 * Why a link cannot be opened, and what to change: one function from a text and what is known to a report. It runs the rules of the
 * protocol and holds none of its own; it must not know a network, a clock, how its report is printed, or who asked.
 */
export { diagnose } from './diagnose.ts'
export { doctorAdvice } from './advice.ts'
export type { Advice } from '../mistakes/mistake.ts'
export type { DoctorFacts } from '../mistakes/facts.ts'
export type { Part, Span } from '../mistakes/split-link.ts'
export type * from './report.ts'
export * from './reading.ts'
