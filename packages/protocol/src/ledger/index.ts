/**
 * The fidelity ledger: everything the reference says WeChat does, with what became of it here. Read by the generated documents and by the
 * test that holds rules, routes, tests and documents together; no code of the platform or client needs it. It imports the tables of this
 * package, and must not repeat what they say.
 */
import { codeRows } from './a-code.ts'
import { consentRows } from './a-consent.ts'
import { domainRows } from './a-domain.ts'
import { linkRows } from './a-link.ts'
import { pageRows } from './a-pages.ts'
import { returnRows } from './a-return.ts'
import { tokenRows } from './b-tokens.ts'
import { transportRows } from './b-transport.ts'
import { userinfoRows } from './b-userinfo.ts'
import { errcodeRows } from './c-errcodes.ts'
import { ordinaryRows } from './d-ordinary.ts'
import { platformRows } from './d-platform.ts'
import { websiteRows } from './d-website.ts'
import type { LedgerRow } from './row.ts'
import type { Bilingual } from '../source.ts'

export type { LedgerRow, LedgerStatus, LedgerTest } from './row.ts'

/** What each section of the reference is about, in its order. */
export const ledgerSections: Readonly<Record<string, Bilingual>> = {
  'A.1': { zh: '授权链接', en: 'The authorize link' },
  'A.2': { zh: '参数次序', en: 'The order of its parameters' },
  'A.3': { zh: '重复的回调', en: 'Callbacks that come twice' },
  'A.4': { zh: '回调域名', en: 'The callback domain' },
  'A.5': { zh: '页面错误', en: 'Pages' },
  'A.6': { zh: '长度', en: 'Lengths' },
  'A.7': { zh: '跳转回去', en: 'The way back' },
  'A.8': { zh: '静默授权', en: 'Silent authorization' },
  'A.9': { zh: '确认页', en: 'The consent page' },
  'A.10': { zh: '快照页', en: 'Snapshot pages' },
  'A.11': { zh: 'code', en: 'The code' },
  'B.0': { zh: '接口的传输', en: 'How calls travel' },
  'B.1': { zh: '换取 token', en: 'The exchange' },
  'B.2': { zh: '刷新 token', en: 'The refresh' },
  'B.3': { zh: '用户信息', en: 'User info' },
  'B.4': { zh: '检验 token', en: 'Checking a token' },
  'B.5': { zh: '标识的格式', en: 'What identifiers look like' },
  'B.6': { zh: 'token 何时失效', en: 'What ends tokens' },
  'C.1': { zh: '错误码', en: 'Errcodes' },
  'C.2': { zh: '第三方平台的错误码', en: 'Errcodes of third-party platforms' },
  'C.4': { zh: '客户端怎样对待错误码', en: 'How a client classes errcodes' },
  'D.1': { zh: '普通 access_token', en: 'The ordinary access_token' },
  'D.2': { zh: '关注者', en: 'Followers' },
  'D.3': { zh: 'UnionID', en: 'UnionID' },
  'D.4': { zh: '第三方平台', en: 'Third-party platforms' },
  'D.5': { zh: '网站应用与移动应用', en: 'Website and mobile apps' },
  'D.6': { zh: '撤回与变更的通知', en: 'Events about users' },
  'D.7': { zh: 'JS-SDK', en: 'JS-SDK' },
}

const all = [
  [linkRows, domainRows, pageRows, returnRows, consentRows, codeRows],
  [transportRows, tokenRows, userinfoRows, errcodeRows],
  [ordinaryRows, platformRows, websiteRows],
].flat(2)

/** Every row, in the order of {@link ledgerSections}. */
export const ledger: readonly LedgerRow[] = Object.keys(ledgerSections).flatMap((name) =>
  all.filter(({ section }) => section === name),
)
