import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { createProvingGround, survived, type ProvingGround } from '../support/proving-ground.ts'
import { ROUTES, type TableRow } from '../support/route-table.ts'

let ground: ProvingGround
beforeAll(async () => {
  ground = await createProvingGround()
})
afterEach(async () => ground.assertBooksInOrder())
afterAll(async () => ground[Symbol.asyncDispose]())

const RUNS = 60

const fieldsOf = ({ route }: TableRow): string[] =>
  route.body instanceof z.ZodObject ? Object.keys(route.body.shape) : []

/** JSON that looks like the route's own body, with values from anywhere and now and then the right one. */
const nearlyRight = (row: TableRow, good: object) => {
  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 4, noUnicodeString: false }),
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }).map(Number),
  )
  const fields = fieldsOf(row).map((name): [string, fc.Arbitrary<unknown>] => {
    const right: unknown = Reflect.get(good, name)
    return [name, right === undefined ? anything : fc.oneof({ weight: 3, arbitrary: fc.constant(right) }, anything)]
  })
  return fc.record(Object.fromEntries(fields), { requiredKeys: [] })
}

test.each(ROUTES.filter(({ row }) => row.emptyBody !== undefined))(
  '$title answers any JSON, and never with a 5xx',
  async (row) => {
    const { query, body: good } = await ground.goodRequest(row)
    const body = fc.oneof(
      { weight: 1, arbitrary: fc.json() },
      {
        weight: 4,
        arbitrary: nearlyRight(row, good).map((value) => JSON.stringify(value)),
      },
    )
    const answersAny = fc.asyncProperty(body, async (text) => {
      expect(await survived(await ground.send(row, { body: text, query }))).toBeGreaterThanOrEqual(200)
    })
    await fc.assert(answersAny, { numRuns: RUNS })
  },
)
