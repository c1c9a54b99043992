import { expect, test } from 'vitest'
import { receiptLines } from '../../../web/consoles/shared/receipt-lines.ts'

const CALL = { input_tokens: 1_000, cached_tokens: 600, cache_write_tokens: 100, output_tokens: 50 }
const PRICES = { input: '1.31', cached_input: '0.131', cache_write_5m: '1.6375', output: '5.24' }
/** 300 × 1.31 + 600 × 0.131 + 100 × 1.6375 + 50 × 5.24, in millionths of a dollar. */
const CHARGED = '0.00089735'

test('tokens times price, where that is the charge to the last digit', () => {
  expect(receiptLines(CALL, CHARGED, [PRICES])).toEqual([
    { name: 'Input, uncached', tokens: 300, priced: { perMillionUsd: '1.31', amountUsd: '0.000393' } },
    { name: 'Input, from a cache', tokens: 600, priced: { perMillionUsd: '0.131', amountUsd: '0.0000786' } },
    { name: 'Input, written to a cache', tokens: 100, priced: { perMillionUsd: '1.6375', amountUsd: '0.00016375' } },
    { name: 'Output', tokens: 50, priced: { perMillionUsd: '5.24', amountUsd: '0.000262' } },
  ])
})

test('counts alone, where it is not: prices of another day, or a search besides', () => {
  for (const charged of ['0.000897350001', '0.000897349999']) {
    const lines = receiptLines(CALL, charged, [PRICES])
    expect(lines.map(({ tokens, priced }) => [tokens, priced])).toEqual([300, 600, 100, 50].map((n) => [n, undefined]))
  }
  expect(receiptLines(CALL, CHARGED, []).every(({ priced }) => priced === undefined)).toBe(true)
})

test('classes of which nothing was used are left out, and input without a cache is just input', () => {
  const call = { input_tokens: 77, cached_tokens: 0, cache_write_tokens: 0, output_tokens: 0 }
  expect(receiptLines(call, '0.00010087', [PRICES])).toMatchObject([{ name: 'Input', tokens: 77 }])
})

test('a class without a price of its own costs what it is part of', () => {
  const lines = receiptLines(CALL, '0.001572', [{ input: '1.31', output: '5.24' }])
  expect(lines.map(({ priced }) => priced?.perMillionUsd)).toEqual(['1.31', '1.31', '1.31', '5.24'])
})

test('finds which of the lists, and which of the two prices for writing to a cache, it was', () => {
  const long = { ...PRICES, cache_write_5m: '2', cache_write_1h: '3' }
  const lines = receiptLines(CALL, '0.0010336', [PRICES, long])
  expect(lines[2]?.priced).toEqual({ perMillionUsd: '3', amountUsd: '0.0003' })
})
