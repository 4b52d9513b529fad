import { callbackChecks } from './callback-url.ts'
import { linkMistakes } from './judge-link.ts'
import type { Advice } from '../mistakes/mistake.ts'
import { notes } from './notes.ts'

/** Everything the doctor says beyond WeChat's own rules, each with its section in `docs/doctor.md`. */
export const doctorAdvice: readonly Advice[] = [...linkMistakes, ...callbackChecks, ...Object.values(notes)]
