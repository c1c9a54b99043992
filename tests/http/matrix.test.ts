import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasRole, ROLES, type Role } from '../../netlify/functions/_lib/domain/roles.ts'
import { signUserSession } from '../../netlify/functions/_lib/services/sessions.ts'
import { bearer } from '../support/credentials.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { knock } from '../support/knock.ts'
import { leastRole, ROUTES, successOf, type DeclaredRoute } from '../support/route-table.ts'
import { startStubStripe, type StubStripe } from '../support/stub-stripe.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'
import { digestCustomer } from '../support/table-rows.ts'

/**
 * Every endpoint and method with a key and a session of every role, and with the key of another customer: the role from which a
 * route is open is the one that the route table names, and nobody reaches into somebody else's account.
 */

let vendor: StubVendor
let stripe: StubStripe
let gateway: TestGateway
beforeAll(async () => {
  vendor = await startStubVendor({ behaviour: { kind: 'answer', chunks: ['ok'], usage: { input: 1, output: 1 } } })
  stripe = await startStubStripe()
  gateway = await createTestGateway({
    OPENAI_BASE_URL: vendor.baseUrls.openai,
    OPENAI_API_KEY: 'stub',
    ...stripe.environment,
  })
})
/** What whole routes leave behind: every account would be checked again after every one of thousands of tests. */
const assertBooksInOrder = async (): Promise<void> => {
  await gateway.settled()
  expect(await gateway.discrepancies()).toEqual([])
  expect(await gateway.openCalls()).toBe(0)
}
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await vendor.close()
  await stripe.close()
})

type Means = 'key' | 'session'

const credentialOf = async ({ key, keyId, customerId }: Account, means: Means): Promise<Record<string, string>> => {
  if (means === 'key') return bearer(key)
  return bearer(
    await signUserSession({ apiKeyId: keyId, customerId, keyLast4: key.slice(-4) }, SECRETS.JWT_SECRET, 600),
  )
}

const statusFor = (row: DeclaredRoute, role: Role, means: Means): number => {
  if (row.auth === 'nobody') return successOf(row)
  if (row.auth === 'admin' || row.auth === 'worker') return 401
  if (row.auth === 'key' && means === 'session') return 400
  return hasRole(role, leastRole(row)) ? successOf(row) : 403
}

describe.each(ROUTES)('$title', (route) => {
  const { row } = route
  afterAll(assertBooksInOrder)
  const callers = ROLES.flatMap((role) =>
    (['key', 'session'] as const).map((means) => ({ role, means, status: statusFor(row, role, means) })),
  )

  test.each(callers)('$status: a $means with the role $role', async ({ role, means, status }) => {
    const about = await gateway.account({ key: { role } })
    const answer = await knock(
      gateway,
      { vendor, stripe },
      { row: route, about, headers: await credentialOf(about, means) },
    )
    expect([answer.status, answer.text]).toEqual([status, answer.text])
    if (status < 400) expect(answer.text).not.toContain('event: error')
    if (status === 403) expect(answer.code).toBe('FORBIDDEN')
  })

  if (row.auth === 'nobody') return
  const status = row.auth === 'admin' || row.auth === 'worker' ? 401 : (row.stranger ?? successOf(row))

  test(`${status}: the key of another customer sees and changes nothing`, async () => {
    const marks = { email: `${randomUUID()}@example.com`, label: `label-${randomUUID()}` }
    const about = await gateway.account({
      customer: { email: marks.email },
      key: { role: 'owner', label: marks.label },
    })
    await row.prepare?.(about, gateway.books)
    const before = await digestCustomer(gateway.books, about.customerId)
    const stranger = await gateway.account({ key: { role: 'owner' } })
    const answer = await knock(gateway, { vendor, stripe }, { row: route, about, headers: bearer(stranger.key) })
    expect([answer.status, answer.text]).toEqual([status, answer.text])
    for (const mark of Object.values(marks)) expect(answer.text).not.toContain(mark)
    await gateway.settled()
    expect(await digestCustomer(gateway.books, about.customerId)).toEqual(before)
  })
})
