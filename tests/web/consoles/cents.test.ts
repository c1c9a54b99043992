import { expect, test } from 'vitest'
import { readDollars, typedDollars } from '../../../web/consoles/shared/cents.ts'

test.each([
  ['0', 0],
  ['12', 1_200],
  ['12.', 1_200],
  ['12.3', 1_230],
  ['.05', 5],
  ['$1,234.56', 123_456],
  [' 7 ', 700],
  ['5000000', 500_000_000],
  // As floats, these two would be a cent less.
  ['1.15', 115],
  ['4.35', 435],
])('%s dollars are %i cents', (typed, cents) => {
  expect(readDollars(typed)).toEqual({ value: cents })
})

test('nothing typed is nothing, and no problem', () => {
  expect([readDollars(''), readDollars('  ')]).toEqual([{ value: null }, { value: null }])
})

test.each(['.', '$', '-1', '1.234', '1e3', 'ten', '1 000', '12,34', '1,2345'])('“%s” is no amount', (typed) => {
  expect(readDollars(typed)).toEqual({ value: null, problem: 'This is no amount: 1234.56' })
})

test.each(['5000000.01', '12345678901', '9'.repeat(400)])('%s dollars are too many', (typed) => {
  expect(readDollars(typed)).toEqual({ value: null, problem: 'Is more than $5,000,000.00' })
})

test('cents are typed back as they were', () => {
  for (const cents of [0, 5, 50, 99, 100, 105, 150, 123_456, 500_000_000])
    expect(readDollars(typedDollars(cents))).toEqual({ value: cents })
  expect([typedDollars(500), typedDollars(505), typedDollars(550)]).toEqual(['5', '5.05', '5.50'])
})

test.each([
  ['0.99', { value: null, problem: 'Is less than $1.00' }],
  ['1', { value: 100 }],
  ['5000', { value: 500_000 }],
  ['5000.01', { value: null, problem: 'Is more than $5,000.00' }],
  ['', { value: null }],
])('“%s” dollars of one to five thousand', (typed, reading) => {
  expect(readDollars(typed, { least: 100, most: 500_000 })).toEqual(reading)
})
