import { expect, test } from 'vitest'
import { mayBeRequest } from '../../../web/consoles/admin/may-be-request.ts'
import { receiptOf } from '../../../web/consoles/admin/receipt-of.ts'
import { stillMatching } from '../../../web/consoles/admin/still-matching.ts'

test('an id as the gateway makes them is a request’s, whatever else is found; another word only when nothing else is', () => {
  const uuid = '3f8e1c52-0d5e-4f0a-9b1c-7a2d6e4f8b90'
  expect(mayBeRequest(uuid, { nothingElse: false })).toBe(true)
  expect(mayBeRequest('northwind-labs', { nothingElse: false })).toBe(false)
  expect(mayBeRequest('northwind-labs', { nothingElse: true })).toBe(true)
  for (const text of ['', 'short', 'two words', 'x'.repeat(129)])
    expect(mayBeRequest(text, { nothingElse: true })).toBe(false)
})

test('while the answer is of other words, only what these find stays: Enter leads to nobody else', () => {
  const rows = [{ email: 'Ops@Northwind.example' }, { email: 'ops@southwind.example' }]
  const words = ({ email }: (typeof rows)[number]) => [email]
  expect(stillMatching(rows, { query: 'north', isOld: true, words })).toEqual([rows[0]])
  // The gateway knows more words, notes for instance.
  expect(stillMatching(rows, { query: 'in the notes', isOld: false, words })).toEqual(rows)
  expect(stillMatching(undefined, { query: 'north', isOld: true, words })).toEqual([])
})

test('the receipt of a call is among the calls of its month, whatever its id looks like', () => {
  const call = { id: '7', customer_id: '3', month: '2026-11', request_id: 'a&b=c' }
  expect(receiptOf(call)).toBe('/usage?customer_id=3&month=2026-11&q=a%26b%3Dc&call=7')
})
