import type { Explanation, ExplanationKind, PageErrorId, Source } from '@weauth/protocol'
import { errcode, explanations, pageErrors } from '@weauth/protocol'

/** What every generated document begins with. */
export const generated = '<!-- Made by `npm run docs` from the tables of @weauth/protocol: change those, not this. -->'

/** A source as both documents print it. */
export const sourceText = ({ confidence, where, sentence }: Source): string =>
  `\`${confidence}\` ${where}${sentence === undefined ? '' : `：「${sentence}」`}`

/** Text that stands in a cell of a table. */
export const cell = (text: string): string => text.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ')

const quoted = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)

/** The text with every related name made a link. */
const linked = (text: string, { related }: Explanation): string =>
  related.reduce(
    (done, { anchor, text: name }) =>
      done.replace(new RegExp(`(?<![\\w#-])${quoted(name)}(?![\\w-])`), () => `[${name}](#${anchor})`),
    text,
  )

function section(each: Explanation): string {
  const { kind, id, anchor, title, why, todo, when, source } = each
  const heading = kind === 'rule' ? `\`${id}\`` : kind === 'page' ? title.zh : title.en
  const meaning =
    kind === 'rule'
      ? `${title.zh} · ${title.en}`
      : kind === 'page'
        ? pageErrors[id as PageErrorId].meaning.en
        : (errcode(Number(id))?.meaning.zh ?? '')
  return `<a id="${anchor}"></a>

### ${heading}

${meaning}

| | 中文 | English |
|---|---|---|
| 何时 · When | ${cell(linked(when.zh, each))} | ${cell(linked(when.en, each))} |
| 原因 · Why | ${cell(why.zh)} | ${cell(why.en)} |
| 怎么办 · What to do | ${cell(todo.zh)} | ${cell(todo.en)} |

来源 · Source: ${sourceText(source)}
`
}

const short = ({ kind, id, anchor, title }: Explanation): string =>
  `[${kind === 'page' ? title.zh : kind === 'rule' ? id : `${id} ${errcode(Number(id))?.errmsg ?? ''}`}](#${anchor})`

const chapters: readonly { kind: ExplanationKind; title: string; intro: string }[] = [
  {
    kind: 'page',
    title: '页面错误 · Pages',
    intro: `打开授权链接时微信显示的页面，共 ${Object.keys(pageErrors).length} 种。 · The pages that WeChat shows to whoever opens an authorize link.`,
  },
  {
    kind: 'errcode',
    title: '错误码 · Errcodes',
    intro:
      '`api.weixin.qq.com` 的返回。标题为 errmsg 原文。 · The answers of `api.weixin.qq.com`; each heading is the errmsg as sent.',
  },
  {
    kind: 'rule',
    title: '规则 · Rules',
    intro:
      '平台按次序判断，停在第一条被违反的；轨迹页、错误页和诊断都以规则的 id 相称。 · The platform judges them in order and stops at the first broken one; traces, error pages and the doctor name them by id.',
  },
]

/** `docs/errors.md`: every page, errcode and rule, with when, why and what to do. */
export function errorsDocument(): string {
  const all = explanations()
  const of = (kind: ExplanationKind): Explanation[] => all.filter((each) => each.kind === kind)
  const parts = chapters.map(
    ({ kind, title, intro }) =>
      `## ${title}\n\n${intro}\n\n${of(kind).map(short).join(' · ')}\n\n${of(kind).map(section).join('\n')}`,
  )
  return `${generated}

# 错误与规则 · Errors and rules

每一条：何时出现、为什么、怎么办。锚点不变，可以直接引用。来源的可信度见[说明](fidelity.md#sources)。

Each with when it comes, why, and what to do. The anchors never change. How sure a source is: [see here](fidelity.md#sources).

${parts.join('\n')}`
}
