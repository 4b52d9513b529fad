import type { Source } from '../source.ts'
import { assumed, code } from '../source.ts'

/** What may have become of a QR login that a page asks after. */
export type QrStatus = 'waiting' | 'scanned' | 'confirmed' | 'refused' | 'expired' | 'failed'

const seen = code('programs that log in by qrconnect, of several authors, agree about wx_errcode')

/** The number by which WeChat tells each, and where that is known from. */
export const qrStatusCodes: Readonly<Record<QrStatus, { readonly wxErrcode: number; readonly source: Source }>> = {
  waiting: { wxErrcode: 408, source: seen },
  scanned: { wxErrcode: 404, source: seen },
  confirmed: { wxErrcode: 405, source: seen },
  refused: { wxErrcode: 403, source: seen },
  expired: { wxErrcode: 402, source: seen },
  failed: { wxErrcode: 500, source: code('com.tencent.mm.opensdk.diffdev: 500 is a normal error') },
}

/** Where a page asks what became of its QR login: `?uuid=…&last=404`. */
export const qrPollPath = '/connect/l/qrconnect'
/** The picture of a QR login stands below this path, under its uuid. */
export const qrPicturePath = '/connect/qrcode/'
/** What the picture says, with `?uuid=…`: the page that the phone opens. */
export const qrConfirmPath = '/connect/confirm'

/** Where the paths above are known from. */
export const qrPathSources: Readonly<Record<string, Source>> = {
  qrPollPath: seen,
  qrPicturePath: code('programs that fetch the picture from connect/qrcode'),
  qrConfirmPath: code('programs that draw the picture themselves, of open.weixin.qq.com/connect/confirm?uuid='),
  // That it says the page to go to is seen in what apps show (f=url); that a website page may ask for it as well is not.
  redirectUrl: assumed('that with f=url the answer names where to go, as wx_redirecturl, is seen in apps only'),
}

/** An answer to a page that asks: the state, the code once there is one, and with `f=url` where to go. */
export type QrPollReply = {
  readonly status: QrStatus
  readonly code?: string
  readonly redirectUrl?: string | undefined
}

/**
 * Writes the answer as WeChat does: a script that sets `window.wx_errcode` and `window.wx_code`; with `f=json` the same as JSON, with
 * `f=url` also `window.wx_redirecturl`.
 *
 * @example
 * writeQrPollReply({ status: 'waiting' }, null) // window.wx_errcode=408;window.wx_code='';
 */
export function writeQrPollReply(
  { status, code: value = '', redirectUrl = '' }: QrPollReply,
  form: string | null,
): string {
  const { wxErrcode } = qrStatusCodes[status]
  if (form === 'json') return JSON.stringify({ wx_errcode: wxErrcode, wx_code: value })
  const script = `window.wx_errcode=${wxErrcode};window.wx_code='${value}';`
  return form === 'url' ? `${script}window.wx_redirecturl=${quote(redirectUrl)};` : script
}

/** A URL as a script's text in single quotes: a percent escape for whatever could end it or the script. */
const quote = (url: string): string => `'${url.replace(/['"<>\\\s]/g, encodeURIComponent).replaceAll("'", '%27')}'`
