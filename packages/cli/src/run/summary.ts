import { existsSync, readFileSync } from 'node:fs'
import { styleText } from 'node:util'
import type { Call } from '@weauth/platform/impersonation'
import { errcodes } from '@weauth/protocol'
import type { TextLanguage } from '../language.ts'

/** What is told at the end: the calls, who made them, and the hosts that were refused. */
export type Account = {
  readonly calls: readonly Call[]
  readonly refused: readonly string[]
  /** The file in which Node processes noted theirs. */
  readonly notes: string
  /** Calls that were made but not kept, when there were too many. */
  readonly dropped: number
}

type Notes = {
  /** The process behind a port of this machine; the last that noted it, for ports are used again. */
  readonly callers: ReadonlyMap<number, string>
  readonly refused: readonly string[]
}

/** What Node processes noted: `port pid program` for a connection, `refused host`. */
function readNotes(file: string): Notes {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const rows = lines.filter(Boolean).map((line) => line.split('\t'))
  return {
    callers: new Map(
      rows
        .filter(([first]) => first !== 'refused')
        .map(([port, pid, program]) => [Number(port), `${program} (pid ${pid})`]),
    ),
    refused: rows.filter(([first]) => first === 'refused').map(([, host = '']) => host),
  }
}

/** What WeChat's answer came to, in a word. */
function resultOf({ status, errcode, finding }: Call, language: TextLanguage): string {
  if (finding !== undefined) return `该链接无法访问 (${finding})`
  if (errcode) {
    const meaning = errcodes.find(({ code }) => code === errcode)?.meaning[language]
    return meaning === undefined ? String(errcode) : `${errcode} ${meaning}`
  }
  return status >= 400 ? `HTTP ${status}` : 'ok'
}

/** Counts equal texts, in the order of their first appearance. */
function counted(texts: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

const times = (count: number): string => (count === 1 ? '' : ` ×${count}`)

function callLines(calls: readonly Call[], names: Notes['callers'], language: TextLanguage): string[] {
  const unnamed = { zh: '未知程序', en: 'unnamed program' }[language]
  const by = Map.groupBy(calls, ({ callerPort, userAgent }) => names.get(callerPort) ?? userAgent ?? unnamed)
  return [...by].flatMap(([caller, made]) => {
    const lines = counted(made.map((call) => `${call.method} ${call.host}${call.path}\t${resultOf(call, language)}`))
    const width = Math.max(...[...lines.keys()].map((line) => line.indexOf('\t')))
    return [
      `  ${caller}`,
      ...[...lines].map(([line, count]) => {
        const [what = '', result = ''] = line.split('\t')
        const colour = result === 'ok' ? 'green' : 'red'
        return `    ${what.padEnd(width)}  ${styleText(colour, result, { stream: process.stderr })}${times(count)}`
      }),
    ]
  })
}

/** The account of a run, as lines. */
export function summaryText(account: Account, language: TextLanguage): string {
  const { calls, dropped } = account
  const notes = readNotes(account.notes)
  const refused = [...account.refused, ...notes.refused]
  const total = calls.length + dropped
  const head =
    total === 0
      ? { zh: '没有程序访问微信的主机', en: 'no host of WeChat was called' }
      : { zh: `对微信主机的请求：${total}`, en: `requests to WeChat's hosts: ${total}` }
  const refusals = [...counted(refused)].map(([host, count]) => `${host}${times(count)}`).join(', ')
  return [
    `${styleText('bold', 'weauth:', { stream: process.stderr })} ${head[language]}`,
    ...callLines(calls, notes.callers, language),
    ...(dropped > 0 ? [{ zh: `  另有 ${dropped} 个未列出`, en: `  and ${dropped} more` }[language]] : []),
    ...(refusals === ''
      ? []
      : [{ zh: `  离线拒绝：${refusals}`, en: `  refused, being offline: ${refusals}` }[language]]),
    '',
  ].join('\n')
}
