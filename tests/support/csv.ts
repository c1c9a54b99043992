/** CSV as RFC 4180 reads it, with LF ends: the cells of each line. Throws where a quote stands where none may. */
export const parseCsv = (text: string): string[][] => {
  const lines: string[][] = []
  for (let at = 0; at < text.length;) {
    const cells: string[] = []
    for (;;) {
      const [cell, end] = text[at] === '"' ? quotedAt(text, at) : plainAt(text, at)
      cells.push(cell)
      at = end + 1
      if (text[end] === ',') continue
      if (text[end] === '\n') break
      throw new Error(`a cell does not end at ${end}`)
    }
    lines.push(cells)
  }
  return lines
}

const plainAt = (text: string, start: number): [string, number] => {
  const length = text.slice(start).search(/[,\n]/)
  const cell = text.slice(start, start + length)
  if (length === -1 || /["\r]/.test(cell))
    throw new Error(`the plain cell at ${start} should be quoted, or does not end`)
  return [cell, start + length]
}

const quotedAt = (text: string, start: number): [string, number] => {
  const found = /^"((?:[^"]|"")*)"/.exec(text.slice(start))
  if (!found) throw new Error(`the quoted cell at ${start} does not end`)
  return [(found[1] ?? '').replaceAll('""', '"'), start + found[0].length]
}

/** The rows of a file with a header line, by column. */
export const csvRows = (text: string): Record<string, string>[] => {
  const [header = [], ...rows] = parseCsv(text)
  return rows.map((row) => {
    if (row.length !== header.length) throw new Error(`a line has ${row.length} cells for ${header.length} columns`)
    return Object.fromEntries(header.map((name, index) => [name, row[index] ?? '']))
  })
}
