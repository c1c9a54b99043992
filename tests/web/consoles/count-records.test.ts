import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvText } from '../../../netlify/functions/_lib/http/csv.ts'
import { EXPORT_FORMATS } from '../../../netlify/functions/_lib/http/export-format.ts'
import { countRecords } from '../../../web/consoles/shared/count-records.ts'

const COLUMNS = ['id', 'label'] as const
const label = fc.string({ unit: fc.constantFrom('a', '"', '\n', '\r', ',', '=', 'ü', '💡', ' ') })
const rows = fc.array(fc.record({ id: fc.nat(), label }), { maxLength: 6 })
const shareOfIt = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })

test('a table of the gateway has its rows and a header, and no beginning of it has as many', async () => {
  await fc.assert(
    fc.asyncProperty(rows, shareOfIt, async (table, share) => {
      const file = new Blob([csvText(COLUMNS, table)])
      expect(await countRecords(file, 'csv')).toEqual({ count: table.length + 1, isWhole: true })
      const part = await countRecords(file.slice(0, Math.floor(share * file.size)), 'csv')
      expect(part.count).toBeLessThan(table.length + 1)
    }),
    { numRuns: 300 },
  )
})

test('so it is with NDJSON, whose quotes hide no line break', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (table) => {
      const file = new Blob([EXPORT_FORMATS.ndjson.lines(COLUMNS, table)])
      expect(await countRecords(file, 'ndjson')).toEqual({ count: table.length, isWhole: true })
    }),
  )
})

test('a text of many lines is one record, wherever the stream is cut', async () => {
  const long = Array.from({ length: 3 }, (_, id) => ({ id, label: 'a line, "quoted"\n'.repeat(10_000) }))
  expect(await countRecords(new Blob([csvText(COLUMNS, long)]), 'csv')).toEqual({ count: 4, isWhole: true })
})
