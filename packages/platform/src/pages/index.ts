/**
 * The pages a person sees: WeChat's consent and error pages, notices, and the developer's picker, home and traces. Each is a pure
 * function from a model to a whole HTML document in Chinese or English, for the Content-Security-Policy
 * `default-src 'none'; style-src 'nonce-…'; script-src 'nonce-…'; img-src 'self' data:`. It imports the protocol and
 * `html/`; it must not know HTTP, the store, cookies, a clock, or how any decision on these pages was reached.
 */
export { consentPage } from './consent-page.ts'
export { doctorPage } from './doctor-page.ts'
export { errorPage } from './error-page.ts'
export { homePage } from './home-page.ts'
export type { HomeLink } from './home-page.ts'
export type { NoticeName } from './notice-page.ts'
export { notice, noticePage } from './notice-page.ts'
export { phonePage } from './phone-page.ts'
export { qrPage } from './qr-page.ts'
export { settingsPage } from './settings-page.ts'
export type { SettingsPageModel } from './settings-page.ts'
export { snapshotPage } from './snapshot-page.ts'
export { tracesPage } from './traces-page.ts'
export { twicePage } from './twice-page.ts'
export { userPickerPage } from './user-picker-page.ts'
export type { UserChoice } from './user-picker-page.ts'
