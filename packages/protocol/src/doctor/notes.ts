import { assumed, computed } from '../source.ts'
import type { Severity } from '../rule.ts'
import type { Masked } from '../mistakes/mask.ts'
import type { Advice } from '../mistakes/mistake.ts'
import type { DoctorFinding } from './report.ts'
import { certaintyOf } from './shown.ts'

// What there is to say of an input that is no link.

const codeUnknown: Advice = {
  id: 'code-unknown',
  hint: {
    zh: '这个号码不在网页授权会遇到的错误码之中：核对是否抄错；来自接口时，把整个 JSON（errmsg 与 rid）贴进来',
    en: 'this number is none that web authorization is known to answer: look whether it was copied right; if the api host gave it, paste its whole JSON, with errmsg and rid',
  },
  source: assumed('it stands in no list this project has'),
}

const secretPasted: Advice = {
  id: 'secret-pasted',
  hint: {
    zh: '其中有密钥、code 或 token（这里已隐去）：不要贴进聊天、工单或日志',
    en: 'it holds a secret, code or token (hidden here): do not paste it into chats, tickets or logs',
  },
  source: assumed('whoever reads it can use it'),
}

const domainBox: Advice = {
  id: 'domain-box',
  hint: {
    zh: '这里填写的是完整域名，不是 URL：没有 http://、端口、IP、通配符和参数',
    en: 'the box takes a full domain name and no URL: no http://, port, IP address, wildcard or query',
  },
  source: computed('the list of what an entry of the callback-domain box may not be'),
}

const notRecognised: Advice = {
  id: 'not-recognised',
  hint: {
    zh: '把完整的链接放进引号，避免 shell 在 & 处截断',
    en: 'put the whole link into quotes, so that the shell does not cut it at the &',
  },
  source: assumed('it has none of the forms that web authorization knows'),
}

/** These notes. */
export const notes: Readonly<Record<'codeUnknown' | 'secretPasted' | 'domainBox' | 'notRecognised', Advice>> = {
  codeUnknown,
  secretPasted,
  domainBox,
  notRecognised,
}

/** Advice as a finding; `more` says it more closely, where the input lets it. */
export const note = (
  { id, hint, source }: Advice,
  severity: Severity,
  given: string,
  more: Partial<Pick<DoctorFinding, 'expected' | 'hint' | 'span'>> = {},
): DoctorFinding => ({
  id,
  kind: 'mistake',
  severity,
  given,
  expected: '—',
  hint,
  certainty: certaintyOf(source),
  source,
  docs: `docs/doctor.md#${id}`,
  ...more,
})

/** What to say when a secret was pasted, whatever it was in. */
export function pastedSecrets(masked: readonly Masked[]): DoctorFinding[] {
  const names = new Set(masked.map(({ name, looksLike }) => name || looksLike || 'token'))
  return names.size === 0 ? [] : [note(secretPasted, 'warning', [...names].join(', '))]
}
