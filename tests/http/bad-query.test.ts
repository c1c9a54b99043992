import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createProvingGround, survived, type ProvingGround } from '../support/proving-ground.ts'
import { ROUTES } from '../support/route-table.ts'

/** Whatever a list is asked for, the gateway answers, never with a 5xx. */

let ground: ProvingGround
beforeAll(async () => {
  ground = await createProvingGround()
})
afterAll(async () => ground[Symbol.asyncDispose]())

const TEXTS: Readonly<Record<string, string>> = {
  nothing: '',
  'white space': '%20%09',
  zero: '0',
  one: '1',
  'a negative number': '-1',
  'a fraction': '1.5',
  'a number in scientific notation': '1e9',
  'eighteen nines': '9'.repeat(18),
  'nineteen nines': '9'.repeat(19),
  'four hundred nines': '9'.repeat(400),
  'the first month of no year': '0000-01',
  'the last month of four digits': '9999-12',
  'a thirteenth month': '2026-13',
  'a day': '2026-11-20',
  'a word': 'customer',
  'a name of every object': '__proto__',
  'a NUL': '%00',
  'a key and a NUL': '1:%00',
  'a key and a device': '1:laptop',
  'a key and a line break': '1:a%0Ab',
  'a key and nothing': '1:',
  'bad UTF-8': '%FF',
  'a surrogate': '%ED%A0%80',
  'an emoji': '%F0%9F%92%B8',
  SQL: "1'%20or%20'1'='1",
  'a long text': 'a'.repeat(5_000),
}

const cases = ROUTES.filter(({ method }) => method === 'GET').flatMap((row) =>
  (row.route.query instanceof z.ZodObject ? Object.keys(row.route.query.shape) : []).map((field) => ({
    title: row.title,
    field,
    row,
  })),
)

describe.each(cases)('$title', ({ field, row }) => {
  let good: URLSearchParams
  beforeAll(async () => {
    good = new URLSearchParams((await ground.goodRequest(row)).query)
    good.delete(field)
  })
  // What a whole field leaves behind: nobody's books change by being read.
  afterAll(() => ground.assertBooksInOrder())
  test.each(Object.entries(TEXTS))(`${field}: %s`, async (_, text) => {
    expect([200, 400, 403, 404, 410]).toContain(
      await survived(await ground.send(row, { query: `?${good.toString()}&${field}=${text}` })),
    )
  })
})
