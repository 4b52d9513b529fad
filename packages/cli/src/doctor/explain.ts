import type { Explanation } from '@weauth/protocol'
import { explanationOf, pageErrors, ruleIds } from '@weauth/protocol'
import { didYouMean } from '../did-you-mean.ts'
import type { TextLanguage } from '../language.ts'
import { usageError } from '../user-error.ts'

const words = {
  zh: { when: '何时', why: '原因', todo: '处理', source: '依据' },
  en: { when: 'when', why: 'why', todo: 'to do', source: 'source' },
} as const

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
  if (!found) {
    throw usageError(
      { zh: `没有 ${id}`, en: `there is no ${id}` },
      didYouMean(id, ruleIds, {
        zh: '可给出规则名、页面错误码或 errcode，全部见 docs/errors.md',
        en: 'give a rule, the code of a page or an errcode; docs/errors.md lists them all',
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
    `  ${text.source}  ${source.sentence === undefined ? '' : `「${source.sentence}」 `}${source.where} (${source.confidence})`,
    `  docs/errors.md#${anchor}`,
    '',
  ].join('\n')
}
