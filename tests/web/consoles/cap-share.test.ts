import { expect, test } from 'vitest'
import { capColor, capShare, capShareText } from '../../../web/consoles/shared/cap-share.ts'
import { usdOfCents } from '../../../web/consoles/shared/pico.ts'

test.each([
  ['0', '22', '0%'],
  ['0.01', '22', '<1%'],
  ['0.57', '1', '57%'],
  ['21.912', '22', '99%'],
  ['21.999999999999', '22', '99%'],
  ['22', '22', '100%'],
  ['23', '22', '104%'],
  ['0', '0', 'No calls allowed'],
  ['3', '0', 'No calls allowed'],
])('%s of %s is %s', (usd, capUsd, text) => {
  expect(capShareText(usd, capUsd)).toBe(text)
})

test('a bar is as long as the share; of nothing it is empty or full', () => {
  expect([capShare('5.5', '22'), capShare('0', '0'), capShare('1', '0')]).toEqual([25, 0, 100])
})

test.each([
  ['84.999999', 85, 'indigo.6'],
  ['85', 85, 'orange.6'],
  ['59.999999', 60, 'indigo.6'],
  ['60', 60, 'orange.6'],
  ['99.999999', 60, 'orange.6'],
  ['99.999999', 100, 'indigo.6'],
  ['99', undefined, 'indigo.6'],
  ['100', undefined, 'red.6'],
  ['100', 100, 'red.6'],
])('at %s of 100 a gateway that warns at %s %% sees it %s', (spent, warnPct, color) => {
  expect(capColor(capShare(spent, '100'), warnPct)).toBe(color)
})

test.each([
  [2200, '22'],
  [1802.0187654321, '18.020187654321'],
  [0.0000000001, '0.000000000001'],
  [0, '0'],
])('%d cents are $%s, to the last digit', (cents, usd) => {
  expect(usdOfCents(cents)).toBe(usd)
})
