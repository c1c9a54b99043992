import { expect } from 'vitest'
import { admit, settle, type Admission, type Settlement } from '../../netlify/functions/_lib/db/calls.ts'
import type { Routes } from '../../netlify/functions/_lib/http/route.ts'
import { createVirtualKey } from '../../netlify/functions/_lib/services/virtual-key.ts'
import { admission, settlement } from './calls.ts'
import { SECRETS, type Account, type TestGateway } from './gateway.ts'

/** The body of a GET that succeeds. The caller names the part of it that the test is about. */
export const read = async <Body>(gateway: TestGateway, routes: Routes, key: string, query = ''): Promise<Body> => {
  const response = await gateway.call(routes, { method: 'GET', key, query })
  expect(response.status, await response.clone().text()).toBe(200)
  return (await response.json()) as Body // Tests compare every field that they read.
}

/** A call that was admitted and settled, with whatever is to be different about either. */
export const settledCall = async (
  gateway: TestGateway,
  account: Account,
  change: { admission?: Partial<Admission>; settlement?: Partial<Settlement> } = {},
): Promise<string> => {
  const order = admission(account, change.admission)
  const admitted = await admit(gateway.deps.db, order)
  expect(admitted.verdict).toBe('ADMITTED')
  await settle(gateway.deps.db, settlement(order.holdId, change.settlement))
  return order.holdId
}

/** Another key of the same customer. */
export const sibling = async (
  gateway: TestGateway,
  { customerId }: Account,
  { role = 'deployer', rotatedFrom = null }: { role?: string; rotatedFrom?: string | null } = {},
): Promise<Account> => {
  const made = createVirtualKey(SECRETS.KEY_PEPPER)
  const rows = await gateway.books.query(
    `insert into api_keys (customer_id, key_hash, key_last4, role, rpm_limit, rotated_from, first_key_id)
     select $1::bigint, $2, $3, $4, -1, $5::bigint, (select first_key_id from api_keys where id = $5::bigint) returning id`,
    [customerId, made.hash, made.last4, role, rotatedFrom],
  )
  const [row] = rows as { id: string }[] // The one column just asked for.
  return { customerId, keyId: row?.id ?? '', key: made.key }
}

export const thisMonth = (): string => new Date().toISOString().slice(0, 7)
export const today = (): string => new Date().toISOString().slice(0, 10)

/** What the overview of today asks the database. */
export const overviewNow = () => ({ day: today(), month: thisMonth(), warnPct: 85, unpricedSince: new Date(0) })
