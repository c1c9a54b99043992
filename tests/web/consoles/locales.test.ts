import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const FORMAT = new URL('../../../web/consoles/shared/format.ts', import.meta.url).href

const SHOWN = `
  const { clockTime, localTime, monthName, shortMonthName } = await import(${JSON.stringify(FORMAT)})
  const at = '2025-11-25T21:05:09Z'
  const midnight = Date.parse('2025-11-25T00:05:00Z')
  const texts = [localTime(at, 'day'), localTime(at), localTime(at, 'second'), clockTime(midnight), monthName('2025-11'), shortMonthName('2025-11')]
  console.log(JSON.stringify(texts.map((text) => text.replaceAll('\\u202f', ' '))))
`

/** What somebody reads whose computer is set so. */
const shownIn = (locale: string, zone: string): unknown => {
  const env = { ...process.env, LC_ALL: locale, TZ: zone, NODE_OPTIONS: '' }
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', SHOWN], { env, encoding: 'utf8' }))
}

const HALVES = ['Nov 25, 2025', 'Nov 25, 2025, 9:05 PM', 'Nov 25, 2025, 9:05:09 PM', '12:05 AM']
const WHOLE = ['Nov 25, 2025', 'Nov 25, 2025, 21:05', 'Nov 25, 2025, 21:05:09', '00:05']
const MONTHS = ['November 2025', 'Nov']

test.each([
  ['en_US', HALVES],
  ['ar_EG', HALVES],
  ['de_DE', WHOLE],
  ['fa_IR', WHOLE],
  ['ja_JP', WHOLE],
])('%s reads English months of the same calendar, by its own clock', (locale, times) => {
  expect(shownIn(locale, 'UTC')).toEqual([...times, ...MONTHS])
})

test('times are where the reader is; the name of a month is not', () => {
  expect(shownIn('en_US', 'America/New_York')).toEqual([
    'Nov 25, 2025',
    'Nov 25, 2025, 4:05 PM',
    'Nov 25, 2025, 4:05:09 PM',
    '7:05 PM',
    ...MONTHS,
  ])
})
