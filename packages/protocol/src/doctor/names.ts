import { checkCallbackDomain } from '../authorize/callback-domain.ts'
import { excerpt } from '../authorize/rule.ts'
import { identifierFormats, ridTime } from '../identifiers.ts'
import type { Bilingual } from '../source.ts'
import type { Recognised } from './answers.ts'
import { plain } from './answers.ts'
import { note, notes } from './notes.ts'

// Names of things: of an answer, an app, a user, a domain.

function recogniseRid(text: string): Recognised | undefined {
  const at = ridTime(text.replace(/^rid[\s:：]*/i, ''))
  if (at === undefined) return undefined
  return {
    ...plain(
      'rid',
      '微信一次回答的编号（rid）：前 8 位是时间，可在公众平台「rid 查询」里查原因',
      'the number of one answer of WeChat’s (rid): its first 8 digits are the time; the console can look the cause up',
    ),
    answeredAt: at,
  }
}

const identifierNames: readonly { readonly id: keyof typeof identifierFormats; readonly name: Bilingual }[] = [
  { id: 'appid', name: { zh: 'appid', en: 'an appid' } },
  { id: 'secret', name: { zh: 'AppSecret（或同样长度的散列值）', en: 'an AppSecret, or a hash of that length' } },
  { id: 'code', name: { zh: '授权 code：5 分钟内换取，只能用一次', en: 'a code: good for five minutes and one use' } },
  { id: 'openid', name: { zh: 'openid 或 unionid', en: 'an openid or a unionid' } },
]

function recogniseIdentifier(text: string): Recognised | undefined {
  if (/^gh_[0-9a-f]{12}$/.test(text))
    return plain('identifier', '公众号的原始 ID，不是 AppID', 'the original id of an account, and not its AppID')
  const known = identifierNames.find(({ id }) => identifierFormats[id].pattern.test(text))
  return known && plain('identifier', `看起来是 ${known.name.zh}`, `looks like ${known.name.en}`)
}

const domainForm =
  /^(?:[\p{L}\p{N}_-]+\.)+[\p{L}]{2,}(?::\d+)?(?:\/\S*)?$|^(?:localhost|\d+(?:\.\d+){3}|\*\.\S+)(?::\d+)?(?:\/\S*)?$/iu

/** What somebody wants to put into the box 网页授权域名. */
export function recogniseDomain(text: string): Recognised | undefined {
  const isUrl = /^https?:\/\/[^/?#]+\/?$/i.test(text)
  if (!isUrl && !domainForm.test(text)) return undefined
  const [service] = checkCallbackDomain(text, 'service')
  const summary = {
    zh: '当作「网页授权域名」的填写内容',
    en: 'read as what is entered into the box of callback domains (网页授权域名)',
  }
  if (!service) return { kind: 'domain', summary, findings: [] }
  const bare = text.replace(/^https?:\/\//i, '').replace(/[:/].*$/, '')
  return {
    kind: 'domain',
    summary,
    findings: [
      note(notes.domainBox, 'error', excerpt(text), {
        expected: checkCallbackDomain(bare, 'service').length === 0 ? bare : service.expected,
        hint: service.hint,
      }),
    ],
  }
}

/** A name of something, if the text is nothing but that. */
export const recogniseName = (text: string): Recognised | undefined => recogniseRid(text) ?? recogniseIdentifier(text)
