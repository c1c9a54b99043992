/**
 * An answer as the reference shows it: what is different every time is replaced, long lists are cut, so that two recordings of
 * the same code are the same bytes.
 */
export const redactAnswer = (contentType: string, text: string): unknown => {
  if (contentType.startsWith('application/json')) return redactJson(JSON.parse(text), '')
  if (contentType.startsWith('text/event-stream')) return text.replace(/^data: (\{.*\})$/gm, redactFrame)
  if (contentType.startsWith('text/csv')) return redactTable(text)
  if (contentType.startsWith('application/x-ndjson')) return text.replace(/^\{.*\}$/gm, redactLine)
  return redactText(withoutThisMonth(text))
}

/** Cells by the names of their columns; none of those that are different every time needs quotes. */
const redactTable = (text: string): string => {
  const [head = '', ...rows] = text.split('\n')
  const names = head.split(',')
  const redacted = rows.map((row) =>
    row
      .split(',')
      .map((cell, column) => redactCell(cell, names[column] ?? ''))
      .join(','),
  )
  return [head, ...redacted].join('\n')
}

const redactCell = (cell: string, name: string): string => {
  if (cell === '') return cell
  return name.endsWith('_ms') ? String(redactNumber(Number(cell), name)) : redactField(cell, name)
}

export const redactJson = (value: unknown, name: string): unknown => {
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => redactJson(item, name))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactJson(inner, key)]))
  }
  if (typeof value === 'number') return redactNumber(value, name)
  return typeof value === 'string' ? redactField(value, name) : value
}

/** Enough to see what a list is a list of. */
const MAX_ITEMS = 2

const TIME = '2026-11-20T12:00:00.000Z'
const DAY = TIME.slice(0, 10)
const MONTH = TIME.slice(0, 7)
const SECONDS = Date.parse(TIME) / 1000

const PATTERNS: readonly [RegExp, string][] = [
  [/kx_live_[\w-]{43}/g, `kx_live_${'x'.repeat(43)}`],
  [/whsec_[\w+/=-]{20,}/g, `whsec_${'x'.repeat(32)}`],
  [/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'header.claims.signature'],
  [/[0-9a-f-]{36}@example\.com/g, 'grace@example.com'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|\+00:00)/g, TIME],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '3f8e9c52-6d1b-4f0a-9c3e-5b7a1d2e4f60'],
  [/\b(?!0{64})[0-9a-f]{64}\b/g, '9f86d081'.repeat(8)],
  [/\b(chatcmpl|resp|msg)[-_][0-9a-f]{16,}/g, '$1_3f8e9c526d1b4f0a'],
  [/\bin \d+ s\b/g, 'in 30 s'],
  [/\b(cs_test|evt|pi|ch)_\w+/g, '$1_1'],
]

const redactText = (text: string): string =>
  PATTERNS.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), text)

const redactField = (text: string, name: string): string => {
  if (name === 'key_last4') return 'x4y2'
  if (name === 'day') return DAY
  // The end of the month is worth telling apart from now.
  if (name === 'resets_at') return '2026-12-01T00:00:00.000Z'
  return /^\d{4}-\d\d$/.test(text) ? withoutThisMonth(text) : redactText(text)
}

const withoutThisMonth = (text: string): string => text.replaceAll(new Date().toISOString().slice(0, 7), MONTH)

const redactNumber = (value: number, name: string): number => {
  if (name.endsWith('_ms')) return 840
  // Prices take effect at midnight and stay as they are; everything else that was made was made just now.
  if (/^(created|completed)(_at)?$/.test(name) && value % 86_400 !== 0) return SECONDS
  return value
}

const redactLine = (line: string): string => JSON.stringify(redactJson(JSON.parse(line), ''))

const redactFrame = (_frame: string, data: string): string => `data: ${redactLine(data)}`
