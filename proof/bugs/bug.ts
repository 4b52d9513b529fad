import type { Edit, PlantedBug } from '../planted.ts'

/** A bug somebody could write, and the test files of which one must fail with it. */
export type Mutant = PlantedBug & { readonly tests: readonly string[] }

/** A list of bugs of one area by name. */
export type Mutants = Readonly<Record<string, Mutant>>

/** One bug of one place: the text that stands in the file once, and what it becomes. */
export type WriteBug = (says: string, find: string, replace: string, more?: readonly Edit[]) => Mutant

/** Returns how to write down bugs of a file that these tests must find. */
export const bugsOf =
  (file: string, ...tests: readonly string[]): WriteBug =>
  (says, find, replace, more = []) => ({ says, edits: [{ file, find, replace }, ...more], tests })
