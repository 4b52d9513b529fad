/**
 * Bugs in what keeps a login safe, planted one at a time to see that the tests find them. Data alone: it knows the code by its text.
 *
 * Written by hand, and not by a mutation tool: Stryker's tap runner works with stripped types and the source condition, but only in place,
 * for workspace links lead out of its sandbox; it makes 4266 mutants of these files at nearly two seconds each (twenty and more where
 * PostgreSQL is asked); and what the stores must hold stands in SQL, which it can only empty. Of the 76 it makes of the redirect, the
 * tests beside it find 65.
 */
import { apiBugs } from './api.ts'
import { browserBugs } from './browsers.ts'
import type { Mutants } from './bug.ts'
import { callbackDomainBugs } from './callback-domain.ts'
import { linkBugs } from './links.ts'
import { postgresBugs } from './postgres.ts'
import { storeBugs } from './stores.ts'

export type { Mutant } from './bug.ts'

/** Every bug by its name. */
export const mutants: Mutants = {
  ...callbackDomainBugs,
  ...linkBugs,
  ...apiBugs,
  ...browserBugs,
  ...storeBugs,
  ...postgresBugs,
}
