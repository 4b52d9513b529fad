import type { Bilingual, PageErrorId, Profile } from '@weauth/protocol'
import { behaviourIds, behaviourTable, confidenceMeanings, errcodes, isAnswered, pageErrors } from '@weauth/protocol'
import type { LedgerRow, LedgerStatus } from '@weauth/protocol/ledger'
import { ledger, ledgerSections } from '@weauth/protocol/ledger'
import { cell, generated, sourceText } from './errors-document.ts'

const marks: Readonly<Record<LedgerStatus, string>> = {
  faithful: '✓ 如实 faithful',
  simplified: '≈ 简化 simplified',
  'not done': '✗ 未做 not done',
}

const both = ({ zh, en }: Bilingual): string => `${cell(zh)}<br>${cell(en)}`

const side = (id: LedgerRow['switch'] & string, profile: Profile): Bilingual =>
  behaviourTable[id][profile] ? behaviourTable[id].on : behaviourTable[id].off

function behaviour(row: LedgerRow): string {
  if (row.switch === undefined) return both(row.behaviour)
  const id = row.switch
  return `documented：${both(side(id, 'documented'))}<br>observed：${both(side(id, 'observed'))}<br>\`--behaviour ${id}=on|off\``
}

function line(row: LedgerRow): string {
  const { id, status, reason, source, test } = row
  const state = `${marks[status]}${reason ? `<br>${both(reason)}` : ''}`
  const shown = test ? `[${cell(test.name)}](../${test.file})` : ''
  return `| <a id="${id}"></a>\`${id}\` | ${behaviour(row)} | ${state} | ${cell(sourceText(source))} | ${shown} |`
}

const head = (...titles: string[]): string => `| ${titles.join(' | ')} |\n|${'---|'.repeat(titles.length)}`

function chapter([name, title]: [string, Bilingual]): string {
  const rows = ledger.filter(({ section }) => section === name)
  return `## ${name} ${title.zh} · ${title.en}\n\n${head('', '行为 · Behaviour', '状态 · Status', '来源 · Source', '测试 · Test')}\n${rows.map(line).join('\n')}\n`
}

function counts(): string {
  const of = (status: LedgerStatus): number => ledger.filter((row) => row.status === status).length
  const total = ledger.length
  const rows = (Object.keys(marks) as LedgerStatus[]).map(
    (status) => `| ${marks[status]} | ${of(status)} | ${((of(status) / total) * 100).toFixed(1)} % |`,
  )
  return `${head('', `共 ${total} 条 · of ${total} rows`, '')}\n${rows.join('\n')}\n`
}

/** Simplified, too, is an error of WeChat's lists that nothing here gives: how many those are is said, so that the share is not prettier than it is. */
function neverGiven(): string {
  const answers = [...errcodes.map(({ code }) => code), ...(Object.keys(pageErrors) as PageErrorId[])]
  const silent = answers.filter((answer) => !isAnswered(answer)).length
  return `简化的各条中，有 ${silent} 条是微信错误码表里而平台从不给出的错误：客户端、诊断与 [errors.md](errors.md) 认识它们，各条写明原因。

Of the simplified rows ${silent} are errors of WeChat's lists that the platform never gives: client, doctor and [errors.md](errors.md) know them, and each row says why.
`
}

function switches(): string {
  const rows = behaviourIds.map((id) => {
    const { on, off, documented, observed } = behaviourTable[id]
    const by = (value: boolean): string => (value ? 'on' : 'off')
    return `| \`${id}\` | ${by(documented)} | ${by(observed)} | ${both(on)} | ${both(off)} |`
  })
  return `${head('', 'documented', 'observed', 'on', 'off')}\n${rows.join('\n')}\n`
}

const sources = Object.entries(confidenceMeanings).map(([name, { zh, en }]) => `| \`${name}\` | ${zh} | ${en} |`)

/** `docs/fidelity.md`: every row of the ledger, the switches, and what the sources mean. */
export const fidelityDocument = (): string => `${generated}

# 还原度 · How faithful

微信做的每一件事，这里怎样，依据是什么，由哪个测试证明。没有一条在真实的微信上试过。

Everything WeChat does, what became of it here, where it is written, and the test that shows it. Nothing was tried against live WeChat.

${counts()}
${neverGiven()}
## 两种档案 · The two profiles

\`documented\`（默认）照微信文档，\`observed\` 照微信现状；每一处不同都可以单独开关：\`--profile observed --behaviour parameter-order=on\`。

\`documented\` (the default) is WeChat's document to the letter, \`observed\` WeChat as seen today. Each difference is switched by its name.

${switches()}
<a id="sources"></a>

## 来源的可信度 · How sure a source is

${head('', '中文', 'English')}
${sources.join('\n')}

${Object.entries(ledgerSections).map(chapter).join('\n')}`
