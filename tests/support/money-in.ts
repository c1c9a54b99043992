import { expect } from 'vitest'
import { routes as webhook } from '../../netlify/functions/stripe-webhook.ts'
import type { Database } from '../../netlify/functions/_lib/db/database.ts'
import type { TestGateway } from './gateway.ts'
import type { StripeEvent } from './stripe-events.ts'
import { signatureOf } from './stub-stripe.ts'

type Entry = { kind: string; cents: number; month: string; source: string }

/** What was paid in by month, in cents, as the running sums have it; months without any are left out. */
export const creditOf = async (books: Database, customerId: string): Promise<Record<string, number>> => {
  const rows = (await books.query(
    `select month, (extra_pico / 10000000000)::int as cents from monthly_usage where customer_id = $1 and extra_pico <> 0`,
    [customerId],
  )) as { month: string; cents: number }[] // The two columns just asked for.
  return Object.fromEntries(rows.map(({ month, cents }) => [month, cents]))
}

/** The customer's ledger, oldest first, charges left out. */
export const entriesOf = async (books: Database, customerId: string): Promise<Entry[]> =>
  (await books.query(
    `select kind, (amount_pico / 10000000000)::int as cents, month, source_kind || ' ' || source_id as source
       from ledger_entries where customer_id = $1 and kind in ('topup', 'refund') order by seq`,
    [customerId],
  )) as Entry[] // The four columns just asked for.

export const topUpsOf = (books: Database, customerId: string): Promise<readonly unknown[]> =>
  books.query('select * from topup_events where customer_id = $1 order by id', [customerId])

/** Delivers an event as Stripe does: signed, to the real route. */
export const deliver = (gateway: TestGateway, event: StripeEvent): Promise<Response> => {
  const body = JSON.stringify(event)
  return gateway.call(webhook, { body, headers: { 'stripe-signature': signatureOf(body) } })
}

export const delivered = async (gateway: TestGateway, event: StripeEvent): Promise<void> => {
  const response = await deliver(gateway, event)
  expect(response.status, await response.clone().text()).toBe(200)
}

/** What is wrong with the books, and where the top-ups' own table says something else than the running sums. */
export const disagreements = async (gateway: TestGateway): Promise<unknown[]> => [
  ...(await gateway.discrepancies()),
  ...(await gateway.books.query(
    `select customer_id, month, t.pico as by_topups, m.pico as by_sums
       from (select customer_id, month, sum(amount_cents - reversed_cents) * 10000000000 as pico
               from topup_events group by 1, 2) t
       full join (select customer_id, month, extra_pico as pico from monthly_usage) m using (customer_id, month)
      where coalesce(t.pico, 0) <> coalesce(m.pico, 0)`,
    [],
  )),
]
