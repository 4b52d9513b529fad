// The table «Side by side» of docs/client.md: what is written there about others is what runs saw.
import type { Measured } from './measure.ts'
import { habitCells } from './table.ts'

/** The columns that are about others, by their head, and whom they are about. */
const columns: Readonly<Record<string, string>> = {
  'wechat-oauth': 'wechat-oauth',
  'passport-wechat': 'passport-wechat',
  'node-easywechat': 'node-easywechat',
  'Auth.js': 'auth-core',
  'better-auth': 'better-auth',
}

const cellsOf = (line: string): string[] => line.split(' | ').map((cell) => cell.replace(/^\| ?| ?\|$/g, ''))

/** The document with the cells about those measured as they were seen; the rest of it as it is. */
export function withSeen(document: string, measured: readonly Measured[]): string {
  const lines = document.split('\n')
  const head = lines.findIndex((line) => line.startsWith('| | weauth |'))
  const files = cellsOf(lines[head] ?? '').map((name) => columns[name])
  return lines
    .map((line, at) => {
      if (at <= head + 1 || !line.startsWith('| ')) return line
      const [what = '', ...cells] = cellsOf(line)
      const seen = cells.map((cell, column) => {
        const one = measured.find(({ listed }) => listed.file === files[column + 1])
        return (one && habitCells(one)[what]) ?? cell
      })
      return `| ${[what, ...seen].join(' | ')} |`
    })
    .join('\n')
}
