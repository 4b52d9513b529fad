/**
 * A login as the browser sees it, from the link to the redirect back with a code: the authorize link and its consent, the QR code and the
 * phone that scans it, a mobile app's request, wxLogin.js. It may ask the developer who the user is; it must not know what becomes of
 * a code afterwards, nor which store keeps it.
 */
export { authorize, confirmPath } from './authorize.ts'
export { confirm } from './confirm.ts'
export { fullService } from './full-service.ts'
export { qrPhone } from './qr-phone.ts'
export { qrPoll } from './qr-poll.ts'
export { qrPictureEndpoint, qrconnect } from './qrconnect.ts'
export { sendAuth } from './send-auth.ts'
export { fullServicePath } from './snapshot.ts'
export { wxLoginScript } from './wx-login-script.ts'
