/** The little of Markdown that models write most, as data: everything else stays the text that it is. */
export type Block =
  | { kind: 'paragraph' | 'heading'; text: string }
  | { kind: 'code'; language: string; text: string }
  | { kind: 'list'; items: readonly { mark: string; depth: number; text: string }[] }

export type Piece = { kind: 'text' | 'bold' | 'code'; text: string }

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)\s*$/
const HEADING = /^#{1,6}\s+(\S.*)$/
const ITEM = /^(\s*)([-*+•]|\d{1,4}[.)])\s+(\S.*)$/

export const blocksOf = (text: string): Block[] => {
  const lines = text.split('\n')
  const blocks: Block[] = []
  let paragraph: string[] = []
  const end = () => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', text: paragraph.join('\n') })
    paragraph = []
  }
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    const fence = FENCE.exec(line)
    const heading = HEADING.exec(line)?.[1]
    if (fence !== null) {
      end()
      const [, marks = '', language = ''] = fence
      const close = closingFence(lines, at + 1, marks)
      blocks.push({ kind: 'code', language, text: lines.slice(at + 1, close).join('\n') })
      at = close
    } else if (ITEM.test(line)) {
      end()
      const after = listEnd(lines, at)
      blocks.push({ kind: 'list', items: lines.slice(at, after).flatMap(itemOf) })
      at = after - 1
    } else if (heading !== undefined) {
      end()
      blocks.push({ kind: 'heading', text: heading })
    } else if (line.trim() === '') end()
    else paragraph.push(line)
  }
  end()
  return blocks
}

/** While an answer is still coming, code ends where it ends so far. */
const closingFence = (lines: readonly string[], from: number, marks: string): number => {
  const close = lines.findIndex((line, at) => at >= from && line.trim().startsWith(marks) && /^\s*[`~]+\s*$/.test(line))
  return close === -1 ? lines.length : close
}

const listEnd = (lines: readonly string[], from: number): number => {
  const end = lines.findIndex((line, at) => at > from && !ITEM.test(line))
  return end === -1 ? lines.length : end
}

const itemOf = (line: string): { mark: string; depth: number; text: string }[] => {
  const item = ITEM.exec(line)
  if (item === null) return []
  const [, indent = '', mark = '', text = ''] = item
  return [{ mark: /\d/.test(mark) ? mark : '•', depth: Math.min(4, Math.floor(indent.length / 2)), text }]
}

/** Backticks count where words begin and end: in the middle of other text they may mean anything. */
const INLINE = /(?<![^\s([{"'*])`([^`\n]+)`(?![^\s.,;:!?)\]}"'*])|\*\*(?=\S)((?:[^*\n]|\*(?!\*))+?)\*\*(?!\*)/g

export const piecesOf = (text: string): Piece[] => {
  const pieces: Piece[] = []
  let from = 0
  for (const { index, 0: whole, 1: code, 2: bold } of text.matchAll(INLINE)) {
    if (index > from) pieces.push({ kind: 'text', text: text.slice(from, index) })
    pieces.push(code === undefined ? { kind: 'bold', text: bold ?? '' } : { kind: 'code', text: code })
    from = index + whole.length
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) })
  return pieces
}
