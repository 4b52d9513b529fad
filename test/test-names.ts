import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { behaviourIds, behaviourTable } from '@weauth/protocol'

const root = join(import.meta.dirname, '..')

/** The tests that stand in the test files, each as its file and a pattern of its name. */
export type StatedTest = { readonly file: string; readonly name: RegExp }

const quoted = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)

/** A name with values in it admits any value; one that is hardly more than values would admit any name, and names nothing. */
function pattern(quote: string, text: string): RegExp | undefined {
  const literal = quote === '`' ? text.split(/\$\{[^}]*\}/) : [text]
  if (literal.length > 1 && literal.join('').length < 12) return undefined
  return new RegExp(`^${literal.map((part) => quoted(part.replaceAll(/\\(['"`])/g, '$1'))).join('.+')}$`, 's')
}

function namesIn(file: string): RegExp[] {
  const text = readFileSync(join(root, file), 'utf8')
  const stated = [...text.matchAll(/\b(?:test|it)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/gs)].flatMap(
    ([, quote = '', name = '']) => pattern(quote, name) ?? [],
  )
  // The tests of the behaviours have the names that their table gives.
  const named = behaviourIds.filter((id) => text.includes(`bothSides('${id}'`))
  return [...stated, ...named.flatMap((id) => pattern("'", behaviourTable[id].test ?? '') ?? [])]
}

/** Every test of the repository that can be named. */
export const statedTests = (): StatedTest[] =>
  globSync(['packages/*/test/*.test.ts', 'examples/*/test/*.test.ts', 'test/*.test.ts'], {
    cwd: root,
    exclude: (name) => name.includes('node_modules'),
  })
    .map((file) => file.replaceAll('\\', '/'))
    .flatMap((file) => namesIn(file).map((name) => ({ file, name })))
