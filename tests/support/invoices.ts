import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { admit, settle, type Admission, type Settlement } from '../../netlify/functions/_lib/db/calls.ts'
import { topUp } from '../../netlify/functions/_lib/db/payments.ts'
import { admission, settlement } from './calls.ts'
import type { Account, TestGateway } from './gateway.ts'

export type Row = Record<string, unknown>

/** The parts of an invoice's JSON that tests read by name. */
export type Snapshot = Row & {
  revision: number | null
  customer: Row
  totals: Row
  keys: Row[]
  line_items: Row[]
  plan: Row
  credits: Row[]
  topups: Row[]
}

export const monthBefore = (): string => {
  const now = new Date()
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 0)).toISOString().slice(0, 7)
}

type Change = { admission?: Partial<Admission>; settlement?: Partial<Settlement> }

/** A call that was admitted in another month and still runs: admitted now, and then moved there with all that is held for it. */
export const openCallIn = async (
  gateway: TestGateway,
  account: Account,
  month: string,
  change: Partial<Admission> = {},
): Promise<string> => {
  const order = admission(account, change)
  expect((await admit(gateway.deps.db, order)).verdict).toBe('ADMITTED')
  await gateway.books.query(
    `with hold as (update holds set month = $2 where id = $1 returning customer_id, api_key_id, amount_pico),
      less as (update monthly_usage m set held_pico = m.held_pico - h.amount_pico from hold h
                where m.customer_id = h.customer_id and m.month = to_char(now() at time zone 'UTC', 'YYYY-MM')),
      key_less as (update monthly_key_usage m set held_pico = m.held_pico - h.amount_pico from hold h
                    where m.api_key_id = h.api_key_id and m.month = to_char(now() at time zone 'UTC', 'YYYY-MM')),
      more as (insert into monthly_usage as m (customer_id, month, held_pico) select customer_id, $2, amount_pico from hold
               on conflict (customer_id, month) do update set held_pico = m.held_pico + excluded.held_pico)
     insert into monthly_key_usage as m (api_key_id, customer_id, month, held_pico)
     select api_key_id, customer_id, $2, amount_pico from hold
     on conflict (api_key_id, month) do update set held_pico = m.held_pico + excluded.held_pico`,
    [order.holdId, month],
  )
  return order.holdId
}

export const settledCallIn = async (
  gateway: TestGateway,
  account: Account,
  month: string,
  change: Change = {},
): Promise<void> => {
  const holdId = await openCallIn(gateway, account, month, change.admission)
  await settle(gateway.deps.db, settlement(holdId, change.settlement))
}

export const creditIn = async (
  gateway: TestGateway,
  { customerId }: Account,
  month: string,
  amountCents: number,
): Promise<void> => {
  const order = { customerId, month, amountCents, requestId: randomUUID(), actor: 'admin' }
  expect((await topUp(gateway.deps.db, order)).verdict).toBe('CREDITED')
}

export type KeptInvoice = { month: string; revision: number; due: string; issued_by: string }

export const invoicesIn = async (gateway: TestGateway, { customerId }: Account): Promise<KeptInvoice[]> =>
  (await gateway.books.query(
    `select month, revision, amount_due_pico as due, issued_by from invoices where customer_id = $1 order by month, revision`,
    [customerId],
  )) as KeptInvoice[] // The four columns just asked for.
