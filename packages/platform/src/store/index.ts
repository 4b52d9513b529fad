/**
 * What the platform remembers: apps, users, consent requests, QR logins, codes, grants and tokens. It offers one interface, `Store`;
 * `sqlite/`, `memory/` and `postgres/` implement it. It imports the protocol's types; it must not know HTTP, pages or the wording of any answer.
 */
export { isAddressRange } from './address-range.ts'
export type { Alternative, App, Authorization, Language, QrAsked, RegionName, ReturnTarget, User } from './records.ts'
export type {
  Consent,
  ConsentForm,
  Digest,
  Ended,
  FoundAppToken,
  FoundQrLogin,
  FoundToken,
  Lasting,
  NotTaken,
  Presented,
  QuotaUse,
  Refreshed,
  Saved,
  ScannedQrLogin,
  StableToken,
  Store,
  TakenCode,
  TakenRequest,
} from './store.ts'
