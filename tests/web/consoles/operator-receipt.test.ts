import { expect, test } from 'vitest'
import type { PricedModel } from '../../../web/consoles/shared/answers.ts'
import { operatorReceipt, tokenClasses } from '../../../web/consoles/admin/screens/usage/operator-receipt.ts'

const prices = (list: string, price: string) => ({ list_usd: list, price_usd: price })

// What is asked for of a priced model are its tiers.
const MODEL = {
  tiers: [
    {
      above_input_tokens: 0,
      per_million_tokens: {
        input: prices('3', '3.93'),
        cached_input: prices('0.3', '0.393'),
        cache_write_5m: prices('3.75', '4.9125'),
        cache_write_1h: prices('6', '7.86'),
        output: prices('15', '19.65'),
      },
    },
    {
      above_input_tokens: 200_000,
      per_million_tokens: { input: prices('6', '7.86'), output: prices('22.5', '29.475') },
    },
  ],
} as unknown as PricedModel

const CALL = { input_tokens: 1_000, cached_tokens: 600, cache_write_tokens: 0, output_tokens: 50, reasoning_tokens: 20 }

test('tokens times price, class by class, to the last digit', () => {
  const lines = operatorReceipt(CALL, { charged: '0.0027903', listed: '0.00213' }, MODEL)
  expect(lines?.map(({ name, tokens, amount }) => [name, tokens, amount.price_usd, amount.list_usd])).toEqual([
    ['Input', 400, '0.001572', '0.0012'],
    ['Cached input', 600, '0.0002358', '0.00018'],
    ['Output', 30, '0.0005895', '0.00045'],
    ['Reasoning', 20, '0.000393', '0.0003'],
  ])
})

test('an amount that is off by the last digit is not explained', () => {
  expect(operatorReceipt(CALL, { charged: '0.002790300001', listed: '0.00213' }, MODEL)).toBeUndefined()
  expect(operatorReceipt(CALL, { charged: '0.0027903', listed: '0.002130000001' }, MODEL)).toBeUndefined()
  expect(operatorReceipt(CALL, { charged: '0.0027903', listed: '0.00213' }, undefined)).toBeUndefined()
})

test('what was written to a cache for an hour costs what an hour does', () => {
  const call = { ...CALL, cached_tokens: 0, cache_write_tokens: 1_000, output_tokens: 0, reasoning_tokens: 0 }
  for (const [charged, listed] of [
    ['0.0049125', '0.00375'],
    ['0.00786', '0.006'],
  ] as const)
    expect(operatorReceipt(call, { charged, listed }, MODEL)).toMatchObject([
      { name: 'Cache write', tokens: 1_000, amount: { price_usd: charged, list_usd: listed } },
    ])
})

test('a call is priced in the tier that its whole input falls into, and a class without a price at what it is part of', () => {
  const call = { ...CALL, input_tokens: 300_000, cached_tokens: 100_000, output_tokens: 0, reasoning_tokens: 0 }
  const lines = operatorReceipt(call, { charged: '2.358', listed: '1.8' }, MODEL)
  expect(lines?.map(({ amount }) => amount.list_usd)).toEqual(['1.2', '0.6'])
})

test('classes without a token are left out', () => {
  expect(tokenClasses({ ...CALL, cached_tokens: 0, output_tokens: 20 }).map(({ name }) => name)).toEqual([
    'Input',
    'Reasoning',
  ])
})
