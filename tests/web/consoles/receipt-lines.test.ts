import { expect, test } from 'vitest'
import { CHARGE_CLASSES } from '../../../netlify/functions/_lib/domain/pricing.ts'
import {
  chargeName,
  quoted,
  tokenClasses,
  totalOf,
  type ChargeLine,
} from '../../../web/consoles/shared/receipt-lines.ts'

const line = (change: Partial<ChargeLine> = {}): ChargeLine => ({
  class: 'input',
  units: 300,
  unit_price_usd: '0.00000131',
  amount_usd: '0.000393',
  ...change,
})

test('every class has a name of its own', () => {
  const names = CHARGE_CLASSES.map((name) => chargeName(line({ class: name })))
  expect(new Set(names).size).toBe(CHARGE_CLASSES.length)
})

test('tokens are quoted by the million, searches one by one', () => {
  expect(quoted(line(), '0.00000131')).toEqual({ usd: '1.31', per: 'million' })
  expect(quoted(line(), '0.000000000001')).toEqual({ usd: '0.000001', per: 'million' })
  expect(quoted(line({ class: 'web_search' }), '0.0131')).toEqual({ usd: '0.0131', per: 'search' })
})

test('the total is the sum of the amounts to the last digit', () => {
  const lines = [
    line({ amount_usd: '0.000000000001' }),
    line({ class: 'output', amount_usd: '123456789.000000000002' }),
  ]
  expect(totalOf(lines, '123456789.000000000003')).toEqual({
    usd: '123456789.000000000003',
    listUsd: undefined,
    unchargedUsd: undefined,
  })
})

test('what was used above the hold is named, and not charged', () => {
  expect(totalOf([line()], '0.0003')).toMatchObject({ usd: '0.000393', unchargedUsd: '0.000093' })
})

test('what the vendor takes is summed where it is known of every line', () => {
  const known = line({ unit_list_usd: '0.000001', list_amount_usd: '0.0003' })
  expect(totalOf([known, known], '0.000786').listUsd).toBe('0.0006')
  expect(totalOf([known, line()], '0.000786').listUsd).toBeUndefined()
})

test('a call whose prices were not kept still says how many tokens it had, class by class', () => {
  const call = { input_tokens: 1_000, cached_tokens: 600, cache_write_tokens: 0, output_tokens: 50, cost_usd: '1' }
  expect(tokenClasses({ ...call, charge_lines: null })).toEqual([
    { name: 'Input', tokens: 400 },
    { name: 'Input, from a cache', tokens: 600 },
    { name: 'Output', tokens: 50 },
  ])
})
