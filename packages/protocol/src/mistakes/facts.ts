import type { AppFacts } from '../app.ts'
import type { Behaviours } from '../behaviours.ts'

/** What is known besides the text. The more, the sharper the diagnosis. */
export type DoctorFacts = {
  /** The app that has an appid; `null` when there is certainly none, `undefined` when nobody knows. */
  readonly app?: (appid: string) => AppFacts | null | undefined
  /** The behaviours of the platform that will be asked; the `documented` profile by default. */
  readonly behaviours?: Behaviours
  /** The appid that a link ought to have. */
  readonly appid?: string
  /** The kind of the app is known and its callback domains are not: they are not judged. */
  readonly domainsUnknown?: boolean
  /** The app is a subscription account 订阅号, which has no web authorization: it is told so where an unverified account would be. */
  readonly isSubscription?: boolean
  /** `https://host/` is an address that is going to be asked, and not what is entered as a callback domain. */
  readonly isAddress?: boolean
}
