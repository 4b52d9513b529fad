import type { Errcode, ErrcodeClass } from '../errors/errcode-row.ts'
import { errcodes } from '../errors/errcodes.ts'
import { componentErrcodes } from '../errors/errcodes-component.ts'
import { isAnswered } from '../explain/explanation.ts'
import { unanswered } from '../explain/unanswered.ts'
import type { LedgerRow, RowText } from './row.ts'
import { section, testsOf } from './row.ts'
import { assumed, code } from '../source.ts'
import type { Bilingual } from '../source.ts'

const provoked = testsOf('platform/provoked')
const withoutRule: Readonly<Record<number, string>> = {
  [-1]: 'a store that fails makes the answer -1, and nothing is issued',
  40066: 'an api path that does not exist is 40066, and HTTP 200 all the same',
}
const everyRule = 'every error rule is provoked above, at every endpoint that has it'
const known = testsOf('protocol/errcodes')('Every errcode of the reference is in the table exactly once, and no other')

function errcodeRow({ code: each, errmsg, meaning, source, literal }: Errcode): [string, RowText] {
  const reason = unanswered[each]
  const texts = { zh: `${each} ${errmsg}：${meaning.zh}`, en: `${each} ${errmsg}: ${meaning.en}`, source }
  const id = `errcode-${each === -1 ? 'minus-1' : each}`
  if (!isAnswered(each)) {
    return [
      id,
      reason
        ? { ...texts, simplified: reason, test: known }
        : { ...texts, notDone: { zh: '尚未实现', en: 'not there yet' } },
    ]
  }
  const ours: Bilingual = {
    zh: '错误码有据，errmsg 的文字是我们的',
    en: 'the code is documented, the text of its errmsg is ours',
  }
  return [
    id,
    { ...texts, test: provoked(withoutRule[each] ?? everyRule), ...(literal === 'assumed' && { simplified: ours }) },
  ]
}

const rowsOf = (list: readonly Errcode[]): Record<string, RowText> => Object.fromEntries(list.map(errcodeRow))
const ofPlatforms = new Set(componentErrcodes.map((each) => each.code))

const classes: Readonly<Record<Exclude<ErrcodeClass, 'ok' | 'unknown'>, Bilingual>> = {
  restart: { zh: 'code 已用尽：重新授权一次', en: 'the code is spent: begin the authorization again, once' },
  reauthorize: { zh: '授权已失效：让用户重新同意', en: 'the grant is gone: the user must consent again' },
  refresh: { zh: 'token 失效：用 refresh_token 刷新', en: 'the token is dead: use the refresh token' },
  config: { zh: '配置或请求有误：重试无用', en: 'the set-up or the request is wrong: no retry helps' },
  permission: { zh: '账号或用户没有权限', en: 'the account or the user may not do this' },
  rate: { zh: '调用过多：等待', en: 'too many calls: wait' },
  transient: { zh: '暂时故障：稍后重试', en: 'a passing fault: try again later' },
}

const classRows = Object.entries(classes).map(([name, { zh, en }]): [string, RowText] => [
  `errcode-class-${name}`,
  {
    zh: `${name}：${zh}`,
    en: `${name}: ${en}`,
    source: name === 'transient' ? assumed('what follows from -1') : code('WxJava and logto class them so'),
    test: testsOf('protocol/errcodes')('Each class holds the errcodes a client treats alike'),
  },
])

/** Section C: every errcode, and how a client classes them. The page codes of C.3 are in A.5. */
export const errcodeRows: readonly LedgerRow[] = [
  ...section('C.1', rowsOf(errcodes.filter((each) => !ofPlatforms.has(each.code)))),
  ...section('C.2', rowsOf(componentErrcodes)),
  ...section('C.4', Object.fromEntries(classRows)),
]
