import { expect, test } from 'vitest'
import { orderKeys } from '../../../web/consoles/shared/order-keys.ts'

const ORDER = { customer_id: '7', amount_cents: 1_200, month: '2026-11' }

test('an order that is given again is the same one', () => {
  const keyOf = orderKeys()
  expect(keyOf({ ...ORDER })).toBe(keyOf(ORDER))
})

test.each([{ amount_cents: 1_300 }, { month: '2026-12' }])(
  'with %j it is another, and it again afterwards',
  (change) => {
    const keyOf = orderKeys()
    const key = keyOf(ORDER)
    expect(keyOf({ ...ORDER, ...change })).not.toBe(key)
    expect(keyOf(ORDER)).toBe(key)
  },
)

test('in another dialog it is another order', () => {
  expect(orderKeys()(ORDER)).not.toBe(orderKeys()(ORDER))
})
