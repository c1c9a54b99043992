import { brokenOff, fileOf } from './api.ts'
import { countRecords } from './count-records.ts'

const TYPES = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const

type Part = {
  format: keyof typeof TYPES
  /** Whether it is the beginning of its file, where a table has its header. */
  isFirst: boolean
}

/**
 * What is to be saved, once it is seen to hold all the rows that were announced: a transfer that something on the way has ended early
 * may look like one that ended well.
 * @throws ApiError
 */
export const wholeFile = async (
  response: Response,
  { format, isFirst }: Part,
): Promise<{ content: Blob; rows: number }> => {
  const content = await fileOf(response, TYPES[format])
  const { count, isWhole } = await countRecords(content, format)
  const rows = format === 'csv' && isFirst ? count - 1 : count
  // Something on the way may have dropped the header.
  const announced = Number(response.headers.get('x-kaixu-row-count') ?? rows)
  if (!isWhole || rows < 0 || rows !== announced) throw brokenOff(response)
  return { content, rows }
}
