import { expect, test } from 'vitest'
import { readDecimal, readWhole } from '../../../web/consoles/shared/reading.ts'

const SEATS = { least: 0, most: 1_000_000 }
const TEMPERATURE = { least: 0, most: 2 }

test('whole numbers, with and without commas', () => {
  expect(['0', '1200', '1,200', ' 7 ', '1,000,000'].map((typed) => readWhole(typed, SEATS).value)).toEqual([
    0, 1_200, 1_200, 7, 1_000_000,
  ])
  expect(readWhole('-1', { least: -1, most: 5 })).toEqual({ value: -1 })
})

test.each(['1.5', '1e3', 'ten', '1,2', '-', '0x10'])('“%s” is no whole number', (typed) => {
  expect(readWhole(typed, SEATS)).toEqual({ value: null, problem: 'This is no whole number: 1200' })
})

test('what is out of bounds is not cut to them', () => {
  expect(readWhole('-1', SEATS)).toEqual({ value: null, problem: 'Is less than 0' })
  expect(readWhole('9'.repeat(30), SEATS)).toEqual({ value: null, problem: 'Is more than 1,000,000' })
  expect(readDecimal('2.01', TEMPERATURE)).toEqual({ value: null, problem: 'Is more than 2' })
})

test('numbers with a fraction', () => {
  expect(['0', '.5', '1.', '0.70'].map((typed) => readDecimal(typed, TEMPERATURE).value)).toEqual([0, 0.5, 1, 0.7])
  expect(readDecimal('0,7', TEMPERATURE)).toEqual({ value: null, problem: 'This is no number: 0.7' })
})

test('nothing typed is nothing, and no problem', () => {
  expect([readWhole(' ', SEATS), readDecimal('', TEMPERATURE)]).toEqual([{ value: null }, { value: null }])
})
