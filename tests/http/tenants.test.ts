import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { signUserSession } from '../../netlify/functions/_lib/services/sessions.ts'
import { bearer } from '../support/credentials.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { SECRETS, type Account } from '../support/gateway.ts'
import { doneJobOf, queuedJobOf } from '../support/jobs.ts'
import { createProvingGround, type ProvingGround } from '../support/proving-ground.ts'
import { ROUTES, type TableRow } from '../support/route-table.ts'
import { digestTables } from '../support/table-rows.ts'

/** Whatever id a customer's request may hold: another customer's is one that does not exist, and nothing is written. */

let ground: ProvingGround
beforeAll(async () => {
  ground = await createProvingGround()
})
afterAll(async () => ground[Symbol.asyncDispose]())

/** What each parameter that names a row names; an id that is not listed here fails the test by its name. */
const NAMED: Readonly<Record<string, (account: Account) => string>> = {
  'gateway-job-cancel id': queuedJobOf,
  'gateway-job-result id': doneJobOf,
  'gateway-job-status id': doneJobOf,
  api_key_id: ({ keyId }) => keyId,
  key_id: ({ keyId }) => keyId,
  rotate_key_id: ({ keyId }) => keyId,
}

/** Ids of the client's own making, which mean something only beside a key; and what only sounds like one. */
const NO_ROW = new Set(['install_id', 'require_install_id'])

/** What narrows a list, as a search does: of another customer's call it finds nothing (user-events.test.ts). */
const NARROWING = new Set(['event_id'])

const fieldsOf = (schema: unknown): string[] => {
  if (schema instanceof z.ZodPipe) return fieldsOf(schema.in)
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
}

const isId = (name: string): boolean => /(^|_)id$/.test(name) && !NO_ROW.has(name) && !NARROWING.has(name)

const users = ROUTES.filter(({ row }) => row.auth === 'user' || row.auth === 'account' || row.auth === 'key')
const crossings = users.flatMap((row) =>
  (['query', 'body'] as const).flatMap((part) =>
    [...new Set([...fieldsOf(row.route[part]).filter(isId), ...(part === 'query' ? (row.row.ids ?? []) : [])])].map(
      (name) => ({ title: row.title, part, name, row }),
    ),
  ),
)

test('there are ids to cross', () => {
  expect(crossings.map(({ title, part, name }) => `${title}: ${name} in its ${part}`)).toEqual(
    expect.arrayContaining(KNOWN),
  )
})

/** So that a schema that hides its fields from this test is noticed. */
const KNOWN = [
  'GET user-events: api_key_id in its query',
  'PATCH user-devices: api_key_id in its body',
  'GET gateway-job-status: id in its query',
  'POST gateway-job-cancel: id in its body',
  'PATCH user-keys: key_id in its query',
  'DELETE user-keys: key_id in its query',
  'PUT user-keys: rotate_key_id in its query',
]

const send = async (
  row: TableRow,
  account: Account,
  headers: Record<string, string>,
  id: string,
  name: string,
  part: string,
) => {
  const { query = '', body } = row.row.good(account)
  // Elsewhere the good request may name the same: only the other customer's is to be there.
  const search = new URLSearchParams(query)
  const rest = Object.fromEntries(Object.entries(body ?? {}).filter(([field]) => field !== name))
  search.delete(name)
  if (part === 'query') search.set(name, id)
  const sent = part === 'body' ? { ...rest, [name]: id } : rest
  return ground.send(row, {
    query: `?${search.toString()}`,
    headers,
    ...(row.method === 'GET' ? {} : { body: JSON.stringify(sent) }),
  })
}

describe.each(crossings)('$title', ({ part, name, row }) => {
  test.each(['a key', 'a session'])(`404: the ${name} of another customer in its ${part}, with %s`, async (how) => {
    const named = NAMED[name] ?? NAMED[`${row.endpoint} ${name}`]
    if (named === undefined) throw new Error(`tenants.test.ts does not know what ${name} names in ${row.title}`)
    const owner = { key: { role: 'owner' } }
    const [one, other] = [await ground.gateway.account(owner), await ground.gateway.account(owner)]
    for (const account of [one, other]) await row.row.prepare?.(account, ground.gateway.books)
    const session = { apiKeyId: one.keyId, customerId: one.customerId, keyLast4: one.key.slice(-4) }
    const token = how === 'a key' ? one.key : await signUserSession(session, SECRETS.JWT_SECRET, 600)

    const before = await digestTables(ground.gateway.books)
    const response = await send(row, one, bearer(token), named(other), name, part)
    expect(await errorBodyOf(response)).toMatchObject({ code: 'NOT_FOUND' })
    expect(await digestTables(ground.gateway.books)).toEqual(before)
  })
})
