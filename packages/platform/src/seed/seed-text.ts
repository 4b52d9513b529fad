import type { Document } from 'yaml'
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { SeedFault } from './cross-check.ts'

/** Both count from 1. */
type Place = { readonly line: number; readonly col: number }

/** A fault and where it stands. */
export type PlacedFault = { readonly at: Place; readonly text: string }

/** The text of a seed file, read as YAML, of which JSON is a part. */
export type SeedText = {
  readonly faults: readonly PlacedFault[]
  /** What the text says; absent when too much is broken to tell. */
  readonly content?: { readonly value: unknown; readonly placeOf: (fault: SeedFault) => Place }
}

/** Reads YAML or JSON, keeping in mind where everything stands. */
export function parseSeedText(text: string): SeedText {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), col: Math.max(1, col) }
  }
  const faults = [...document.errors, ...document.warnings].map(({ code, pos, message }) => ({
    at: placeAt(pos[0]),
    text: code === 'DUPLICATE_KEY' ? 'this key stands here twice 键重复' : message,
  }))
  // A key given twice leaves the rest readable; after any other error, what follows would be guesswork.
  if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY')) return { faults }
  if (document.contents === null) return { faults: [...faults, { at: placeAt(0), text: 'is empty 文件为空' }] }
  try {
    const value: unknown = document.toJS()
    return { faults, content: { value, placeOf: (fault) => placeAt(offsetOf(document, fault)) } }
  } catch (error) {
    // An alias to nothing, or so many that they would fill the memory.
    return { faults: [...faults, { at: placeAt(0), text: error instanceof Error ? error.message : String(error) }] }
  }
}

/** Where the value at a path begins, or its key; of what is not there, the nearest thing around it. */
function offsetOf(document: Document.Parsed, { path, onKey }: SeedFault): number {
  let offset = 0
  let node: unknown = document.contents
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document)
    offset = startOf(node) ?? offset
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === step) : undefined
    if (onKey && depth === path.length - 1) return startOf(pair?.key) ?? offset
    node = isSeq(node) ? node.items[Number(step)] : pair?.value
  }
  return startOf(node) ?? offset
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined)
