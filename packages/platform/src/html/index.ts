/**
 * What every page is made of: HTML that cannot be injected into, the frame with its styles, icons, people's pictures, QR codes, values shown to
 * the character. It must not know which pages there are.
 */
export { address, html } from './html.ts'
export type { Html } from './html.ts'
export { layout } from './layout.ts'
export type { PageLanguage, PageModel } from './layout.ts'
export { icon, picture } from './pictures.ts'
export type { IconName } from './pictures.ts'
export { qrPicture } from './qr-picture.ts'
export { comparison, value } from './values.ts'
