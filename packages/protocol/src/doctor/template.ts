import { excerpt } from '../authorize/rule.ts'
import type { Bilingual } from '../source.ts'
import { note } from './notes.ts'
import { placeholder } from '../mistakes/parameter-mistakes.ts'
import type { Diagnosis, DoctorFinding } from './report.ts'
import { splitLink } from '../mistakes/split-link.ts'

// Links in source text, which a program completes: what it puts in cannot be judged before it runs.

// A name, with members and one call: config.appid, $app->id, encodeURIComponent(back(url)).
const operand = String.raw`[\w$.>[\]-]{1,100}(?:\((?:[^()\n;]|\([^()\n;]{0,80}\)){0,120}\))?`
const quote = '["\'`]'
const plus = String.raw`\s{0,60}\+\s{0,60}`
const dot = String.raw`\s{0,60}\.\s{0,60}`

/** Strings put together, as far as a link goes on: by `+`, and by the `.` of PHP, which elsewhere calls a method. */
const joint = `${quote}${plus}${quote}`
const joined = [
  `${quote}${plus}(?:${operand}${plus}){0,3}${operand}(?:${plus}${quote})?`,
  `${quote}${dot}${operand}${dot}${quote}`,
  String.raw`${quote}${dot}\$${operand}`,
].join('|')
const braces = String.raw`\$\{[^{}\n]{0,200}\}|\{\{[^{}\n]{0,100}\}\}`

/** A link in source text, with the expressions that belong to it. */
export const sourceLink: RegExp = new RegExp(
  String.raw`https?:(?:\\?\/){2}(?:${braces}|${joint}|${joined}|[^\s"'\`<>])+`,
  'gi',
)

/** The link with each expression as `${…}`, none of whose characters could be taken for one of the link's own. */
export const asTemplate = (text: string): string =>
  text.replaceAll(new RegExp(joint, 'g'), '').replaceAll(new RegExp(`${braces}|${joined}`, 'g'), (expression) => {
    const inner = expression.replaceAll(/^(?:\$?\{+|["'`]\s*[+.])\s*|\s*(?:\}+|[+.]\s*["'`])$/g, '')
    return `\${${/^[\w.$()[\]]+$/.test(inner) ? inner : '...'}}`
  })

const expressionForm = /\$?\{[^{}]*\}|%s|\$[a-z_]\w*/i

/** How a value begins that a program puts in; the end of a string is one. */
export const beginsExpression: RegExp = /^(?:$|\$?\{|%s|\$[a-z_])/i

/** Whether a program is to complete this. */
const isExpression = (text: string): boolean => expressionForm.test(text)

const filledIn: Bilingual = {
  zh: '这里由程序填入：没有判断它的值。要连它一起检查，给出程序实际生成的链接',
  en: 'the program puts a value here, which was not judged: to have it checked, give the link the program makes',
}

/** What is left of a diagnosis of a link in source text: nothing about what the program puts in, and one piece of advice that it does. */
export function withoutExpressions<Judged extends Pick<Diagnosis, 'kind' | 'findings'> & Partial<Diagnosis>>(
  judged: Judged,
  text: string,
): Judged {
  const { pieces } = splitLink(text)
  const open = pieces.filter(({ name, raw }) => isExpression(name) || isExpression(raw))
  // The whole query, or more parameters, may come from elsewhere.
  const isPart = pieces.length === 0 || open.some(({ name }) => isExpression(name))
  if (open.length === 0 && !isPart) return judged
  const isAbout = ({ span, given }: DoctorFinding): boolean =>
    isExpression(given) ||
    (span !== undefined &&
      ((isPart && span.start === span.end) ||
        open.some(({ nameSpan, valueSpan }) => span.start >= nameSpan.start && span.start < valueSpan.end)))
  const kept = judged.findings.filter((finding) => !isAbout(finding))
  const isLogin = judged.kind === 'authorize' || judged.kind === 'qrconnect'
  const [first] = isLogin ? open : []
  const { corrected: _, ...rest } = judged
  return {
    ...(rest as Judged),
    ...(open.some(({ name }) => name === 'redirect_uri' || isExpression(name)) && { domainSteps: [] }),
    findings: [
      ...kept,
      ...(first
        ? [
            note(placeholder, 'warning', excerpt(`${first.name}=${first.raw}`), {
              hint: filledIn,
              span: first.valueSpan,
            }),
          ]
        : []),
    ],
  }
}
