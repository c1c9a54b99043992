import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { errorBodyOf } from '../support/error-body.ts'
import { createProvingGround, type ProvingGround } from '../support/proving-ground.ts'
import { ROUTES, type TableRow } from '../support/route-table.ts'

let ground: ProvingGround
beforeAll(async () => {
  ground = await createProvingGround()
})
afterEach(async () => ground.assertBooksInOrder())
afterAll(async () => ground[Symbol.asyncDispose]())

const NOT_AN_ID: Readonly<Record<string, (name: string, id: string) => string>> = {
  'is missing': () => '',
  'has another name': (name, id) => `?${name.toUpperCase()}=${id}`,
  'is empty': (name) => `?${name}=`,
  'is a word': (name) => `?${name}=abc`,
  'is negative': (name) => `?${name}=-1`,
  'is zero': (name) => `?${name}=0`,
  'has a leading zero': (name, id) => `?${name}=0${id}`,
  'is a fraction': (name) => `?${name}=1.5`,
  'is in scientific notation': (name) => `?${name}=1e3`,
  'is hexadecimal': (name) => `?${name}=0x1`,
  'has 19 digits': (name) => `?${name}=${'9'.repeat(19)}`,
  'has 5,000 digits': (name) => `?${name}=${'9'.repeat(5_000)}`,
  'has white space': (name, id) => `?${name}=%20${id}`,
  'has a line break': (name, id) => `?${name}=${id}%0A`,
  'has a NUL': (name, id) => `?${name}=${id}%00`,
  'has other digits': (name) => `?${name}=%D9%A1`,
  'is bad UTF-8': (name) => `?${name}=%FF`,
  'is SQL': (name, id) => `?${name}=${id}%20or%201=1`,
  'is an array': (name, id) => `?${name}[]=${id}`,
  'is there twice': (name, id) => `?${name}=${id}&${name}=${id}`,
  'is there twice with another': (name, id) => `?${name}=${id}&${name}=999999`,
}

/** Then it is not there at all. */
const ABSENT = ['is missing', 'has another name', 'is an array']
const PRESENT = Object.entries(NOT_AN_ID).filter(([how]) => !ABSENT.includes(how))

const cases = ROUTES.flatMap((row) => [
  ...(row.row.ids ?? []).map((name) => ({ title: row.title, name, row, refused: Object.entries(NOT_AN_ID) })),
  ...(row.row.optionalIds ?? []).map((name) => ({ title: row.title, name, row, refused: PRESENT })),
])

describe.each(cases)('$title', ({ name, row, refused }) => {
  test.each(refused)(`400: refuses a ${name} that %s`, async (_, write) => {
    const good = await ground.goodRequest(row)
    const id = new URLSearchParams(good.query).get(name) ?? ''
    const response = await ground.send(row, { query: write(name, id), ...bodyOf(row, good) })
    expect(response.status).toBe(400)
    expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field: name })
  })

  test.each(['999999', '9'.repeat(18)])(`nothing is found under the ${name} %s`, async (unknown) => {
    const good = await ground.goodRequest(row)
    const query = new URLSearchParams(good.query)
    query.set(name, unknown)
    const response = await ground.send(row, { query: `?${String(query)}`, ...bodyOf(row, good) })
    if (row.title === 'GET admin-keys') expect(await response.json()).toEqual({ keys: [], next_cursor: null })
    else expect(await errorBodyOf(response)).toMatchObject({ code: 'NOT_FOUND' })
  })

  test(`200: finds what the ${name} names`, async () => {
    const good = await ground.goodRequest(row)
    expect((await ground.send(row, { query: good.query, ...bodyOf(row, good) })).status).toBe(200)
  })
})

const bodyOf = (row: TableRow, { body }: { body: unknown }) =>
  row.row.emptyBody === undefined ? {} : { body: JSON.stringify(body) }
