const LINE_BREAK = 0x0a
const QUOTE = 0x22

export type Records = {
  count: number
  /** Whether the last one is there to its end. */
  isWhole: boolean
}

/** How many records a table or NDJSON has, each ended by a line break: those within the quotes of a table end none. */
export const countRecords = async (file: Blob, format: 'csv' | 'ndjson'): Promise<Records> => {
  const quote = format === 'csv' ? QUOTE : undefined
  let count = 0
  let isQuoted = false
  let isWhole = true
  // Both characters are what they are in UTF-8 wherever a chunk begins; a quote within quotes is written twice, which changes nothing.
  const reader = file.stream().getReader()
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    const bytes = chunk.value
    // eslint-disable-next-line @typescript-eslint/prefer-for-of -- takes four times as long, which is seconds for a million rows
    for (let at = 0; at < bytes.length; at += 1) {
      if (bytes[at] === quote) isQuoted = !isQuoted
      else if (bytes[at] === LINE_BREAK && !isQuoted) count += 1
    }
    if (bytes.length > 0) isWhole = bytes.at(-1) === LINE_BREAK && !isQuoted
  }
  return { count, isWhole }
}
