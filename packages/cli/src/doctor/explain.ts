import type { Explanation, Source } from '@weauth/protocol'
import { explanationOf, pageErrors, ruleIds } from '@weauth/protocol'
import type { Advice } from '@weauth/protocol/doctor'
import { doctorAdvice } from '@weauth/protocol/doctor'
import { didYouMean } from '../did-you-mean.ts'
import type { TextLanguage } from '../language.ts'
import { usageError } from '../user-error.ts'

const words = {
  zh: { when: '何时', why: '原因', todo: '处理', source: '依据' },
  en: { when: 'when', why: 'why', todo: 'to do', source: 'source' },
} as const

const sourceText = ({ sentence, where, confidence }: Source): string =>
  `${sentence === undefined ? '' : `「${sentence}」 `}${where} (${confidence})`

const adviceText = ({ id, hint, source }: Advice, language: TextLanguage): string =>
  [id, `  ${hint[language]}`, `  ${words[language].source}  ${sourceText(source)}`, `  docs/doctor.md#${id}`, ''].join(
    '\n',
  )

/** An id as a person types it: a rule, an errcode, the name or the number of a page. */
function find(id: string): Explanation | undefined {
  const page = Object.entries(pageErrors).find(([, { code }]) => code !== undefined && String(code) === id)?.[0]
  return explanationOf('rule', id) ?? explanationOf('page', page ?? id) ?? explanationOf('errcode', id)
}

/**
 * What `--explain` prints.
 *
 * @throws UserError for an id that nothing has
 */
export function explain(id: string, language: TextLanguage): string {
  const found = find(id)
  const advice = doctorAdvice.find((one) => one.id === id)
  if (!found && advice) return adviceText(advice, language)
  if (!found) {
    throw usageError(
      { zh: `没有 ${id}`, en: `there is no ${id}` },
      didYouMean(id, [...ruleIds, ...doctorAdvice.map((one) => one.id)], {
        zh: '可给出规则名、页面错误码或 errcode，全部见 docs/errors.md 与 docs/doctor.md',
        en: 'give a rule, the code of a page or an errcode; docs/errors.md and docs/doctor.md list them all',
      }),
    )
  }
  const { title, when, why, todo, source, anchor } = found
  const text = words[language]
  return [
    `${found.id}  ${title[language]}`,
    `  ${text.when}  ${when[language]}`,
    `  ${text.why}  ${why[language]}`,
    `  ${text.todo}  ${todo[language]}`,
    `  ${text.source}  ${sourceText(source)}`,
    `  docs/errors.md#${anchor}`,
    '',
  ].join('\n')
}
