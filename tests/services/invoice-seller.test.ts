import { expect, test } from 'vitest'
import { readSettings } from '../../netlify/functions/_lib/services/settings.ts'

const sellerOf = (text: string | undefined) => {
  const { invoiceSeller, problems } = readSettings({ INVOICE_SELLER: text })
  return { invoiceSeller, problems: problems.filter((problem) => problem.startsWith('INVOICE_SELLER')) }
}

test.each([
  [undefined, 'Kaixu Gateway'],
  [' ', 'Kaixu Gateway'],
  ['Example Ltd', 'Example Ltd'],
  ['Example Ltd\n  1 Main Street \r\nTown', 'Example Ltd\n1 Main Street\nTown'],
  ['Example Ltd\\n1 Main Street', 'Example Ltd\n1 Main Street'],
])('INVOICE_SELLER %j reads %j', (text, invoiceSeller) => {
  expect(sellerOf(text)).toEqual({ invoiceSeller, problems: [] })
})

test.each([['x'.repeat(501)], ['x\n'.repeat(11)], ['\\n'.repeat(11) + 'x']])(
  'one that fills a page is refused',
  (text) => {
    expect(sellerOf(text)).toEqual({
      invoiceSeller: 'Kaixu Gateway',
      problems: ['INVOICE_SELLER: has more than 500 characters or 10 lines'],
    })
  },
)
