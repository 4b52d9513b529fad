import { asTemplate, sourceLink } from './template.ts'

// How a text falls into things to diagnose: one link, one link a line, links in source text, or something that is no link.

/** A piece of the text: itself, where it began, and for one of source text how far it reached there. */
export type TextPiece = { readonly text: string; readonly offset: number; readonly sourceLength?: number }

/** More links than this in one text are not looked at: somebody pasted a whole log. */
const mostPieces = 500

const linkStart = /^["'`<(\s]*https?(?::|%3a)/i
const quoted = /^(["'`<(]+)([^]*?)(["'`>);,]*)$/

/** Takes off the quotes and brackets a link was copied with. */
function unquoted({ text, offset }: TextPiece): TextPiece {
  const [, open = '', inner = ''] = quoted.exec(text) ?? []
  if (open !== '') return { text: inner, offset: offset + open.length }
  return { text: text.replace(/["'`>;,]+$/, ''), offset }
}

function trimmed({ text, offset }: TextPiece): TextPiece {
  const start = text.search(/\S/)
  return start === -1 ? { text: '', offset } : { text: text.trim(), offset: offset + start }
}

function linesOf(text: string): TextPiece[] {
  const lines: TextPiece[] = []
  let offset = 0
  for (const line of text.split('\n')) {
    const piece = trimmed({ text: line, offset })
    if (piece.text !== '' && !piece.text.startsWith('# ')) lines.push(piece)
    offset += line.length + 1
  }
  return lines
}

const authorizeStart = /\/connect\/(?:oauth|qrconnect)/gi

/** Links in source text. `\/` and `\u0026` are how JSON writes them, `&amp;` how an HTML attribute does: there they are no mistake. */
function linksIn(text: string): TextPiece[] {
  const found: TextPiece[] = []
  for (const match of text.matchAll(sourceLink)) {
    const before = text.slice(Math.max(0, match.index - 12), match.index)
    const isAttribute = /(?:href|src|content|action)=["']$/i.test(before)
    const plain = asTemplate(match[0])
      .replaceAll('\\/', '/')
      .replaceAll(/\\u0026/gi, '&')
      .replace(/[),.;\\]+$/, '')
    const link = isAttribute ? plain.replaceAll(/&amp;/gi, '&') : plain
    found.push({ text: link, offset: match.index, sourceLength: match[0].length })
  }
  return found
}

/** Whether a line is a link to its very end, so that the next line is something else. */
const endsLink = (line: TextPiece | undefined): boolean =>
  line !== undefined && linkStart.test(line.text) && line.text.endsWith('#wechat_redirect')

const isWechat = ({ text }: TextPiece): boolean =>
  /\/connect\/(?:oauth|qrconnect)|\.weixin\.qq\.com\/|[?&](?:code|appid)=/i.test(text)

/** Answers of the api host in a log. */
const answersIn = (text: string): TextPiece[] =>
  Array.from(text.matchAll(/\{[^{}]*"errcode"\s*:[^{}]*\}/g), ({ 0: answer, index }) => ({
    text: answer,
    offset: index,
  }))

/** The things in a text, in its order; the whole of it when nothing can be made out. */
export function piecesOf(text: string): TextPiece[] {
  const whole = trimmed({ text, offset: 0 })
  if (whole.text === '') return []
  const lines = linesOf(text)
  if (lines.length > 1 && lines.every((line) => linkStart.test(line.text)))
    return lines.slice(0, mostPieces).map(unquoted)
  const starts = whole.text.match(authorizeStart)?.length ?? 0
  if (lines.some(({ text: line }, index) => endsLink(lines[index - 1]) && !/^[&%#]/.test(line)))
    return lines.slice(0, mostPieces).map(unquoted)
  // One link, however many line breaks got into it.
  if (linkStart.test(whole.text) && starts <= 1 && lines.length <= 8) return [unquoted(whole)]
  const links = linksIn(text)
  const ours = links.filter(isWechat)
  const found = [...(ours.length > 0 ? ours : []), ...answersIn(text)].toSorted((a, b) => a.offset - b.offset)
  if (found.length > 0 && !/^\s*[{[]/.test(whole.text)) return found.slice(0, mostPieces)
  if (ours.length > 0) return ours.slice(0, mostPieces)
  return lines.length > 1 && lines.every((line) => line.text.length < 200) && !/^[{[]/.test(whole.text)
    ? lines.slice(0, mostPieces)
    : [whole]
}
