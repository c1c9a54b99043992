import { expect, test } from 'vitest'
import { pageAfter, pageBefore, readPage, writePage, type Page } from '../../../web/consoles/shared/page-in-address.ts'

const FIRST: Page = { page: 1, cursors: [] }
const inAddress = (page: Page): string => new URLSearchParams({ page: writePage(page) ?? '' }).toString()

test('the first page is none, and the others say which they are and how one came there', () => {
  expect(writePage(FIRST)).toBeUndefined()
  const second = pageAfter(FIRST, '1700')
  const third = pageAfter(second, '1650')
  expect([writePage(second), writePage(third)]).toEqual(['2*1700', '3*1700*1650'])
  // As it stands in the address, without anything that would have to be escaped.
  expect(inAddress(third)).toBe('page=3*1700*1650')
  expect(pageBefore(third)).toEqual(second)
  expect(pageBefore(second)).toEqual(FIRST)
})

test.each([
  'email:a+b@x.example',
  '3:an install id',
  'spent:2026-10:-5:3',
  '2026-10-01T00:00:00.000Z_x',
  'a*b~%2A',
  'é😀',
])('a cursor comes out of an address as it went in: %s', (cursor) => {
  const page = pageAfter(pageAfter(FIRST, cursor), cursor)
  const text = new URLSearchParams(inAddress(page)).get('page')
  expect(readPage(text)).toEqual(page)
})

test.each([
  null,
  '',
  '3',
  'banana',
  '1*5',
  '0*5',
  '-2*5',
  '2.5*5',
  '1e3*5',
  '2*',
  '2*5*6',
  '3**6',
  '2*%E0%A4%A',
  '99999999*5',
  ['99', ...Array.from({ length: 21 }, String)].join('*'),
])('what cannot be read is the first page: %s', (text) => {
  expect(readPage(text)).toEqual(FIRST)
})

test('an address stays one: further on, the way back is to the first page at once', () => {
  let page = FIRST
  for (let nth = 1; nth < 60; nth += 1) page = pageAfter(page, `cursor-${nth}`)
  expect([page.page, page.cursors.length, page.cursors.at(-1)]).toEqual([60, 20, 'cursor-59'])
  expect(readPage(writePage(page) ?? null)).toEqual(page)
  for (let nth = 0; nth < 19; nth += 1) page = pageBefore(page)
  expect(page).toEqual({ page: 41, cursors: ['cursor-40'] })
  expect(pageBefore(page)).toEqual(FIRST)
})
