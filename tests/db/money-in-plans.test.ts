import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { paymentExists, receivePaymentEvent, topUp } from '../../netlify/functions/_lib/db/payments.ts'
import type { PaymentEvent } from '../../netlify/functions/_lib/domain/payments.ts'
import { openSession } from '../../scripts/bench/session.ts'
import { createTestGateway, type TestGateway } from '../support/gateway.ts'

/** Money in with a long history: no statement, also not one inside a function, reads a whole table. */

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway()
})
afterAll(async () => gateway[Symbol.asyncDispose]())

const HISTORY = [
  `insert into customers (email) select 'history-' || n || '@example.com' from generate_series(1, 2000) n`,
  `insert into topup_events (customer_id, month, amount_cents, source, stripe_session_id, payment_id)
   select 1 + n % 2000, '2020-01', 100, 'stripe', 'cs_' || n, 'pi_' || n from generate_series(1, 20000) n`,
  `insert into topup_events (customer_id, month, amount_cents, source, request_id)
   select 1 + n % 2000, '2020-01', 100, 'manual', 'by-hand-' || n from generate_series(1, 5000) n`,
  `insert into stripe_events (event_id, event_type, subject_id, payment_id, fact, amount_cents, created_at)
   select 'evt_' || n, 'charge.refunded', 'ch_' || n, 'pi_' || n, case n % 2 when 0 then 'refunded' else 'paid' end, 100, now()
     from generate_series(1, 20000) n`,
  `insert into monthly_usage (customer_id, month)
   select c, to_char(date '2000-01-01' + m * interval '1 month', 'YYYY-MM') from generate_series(1, 2000) c, generate_series(1, 10) m`,
  'analyze',
]

const node: z.ZodType<PlanNode> = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  get Plans() {
    return z.array(node).optional()
  },
})
type PlanNode = { 'Node Type': string; 'Relation Name'?: string | undefined; Plans?: PlanNode[] | undefined }
const nodesOf = (plan: PlanNode): PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

const event = (change: Partial<PaymentEvent>): PaymentEvent => ({
  id: `evt_${randomUUID()}`,
  type: 'checkout.session.completed',
  createdAt: new Date(),
  mode: 'test',
  fact: 'paid',
  subjectId: `cs_${randomUUID()}`,
  paymentId: undefined,
  amountCents: 500,
  currency: 'usd',
  label: undefined,
  autoTopUpId: undefined,
  ...change,
})

test('plans use indexes', { timeout: 60_000 }, async () => {
  for (const statement of HISTORY) await gateway.books.query(statement, [])
  const db = await openSession(gateway.databaseUrl)
  const scans = new Set<string>()
  let plans = 0
  db.onNotice((message) => {
    const [, json] = /plan:\n(\{[^]*\})/.exec(message) ?? []
    if (json === undefined) return
    plans += 1
    const { Plan } = z.object({ Plan: node }).parse(JSON.parse(json))
    for (const found of nodesOf(Plan)) {
      if (found['Node Type'] === 'Seq Scan') scans.add(found['Relation Name'] ?? '?')
    }
  })
  await db.query(`load 'auto_explain'`, [])
  for (const [name, value] of Object.entries({
    log_min_duration: '0',
    log_nested_statements: 'on',
    log_format: 'json',
    log_level: 'notice',
  })) {
    await db.query('select set_config($1, $2, false)', [`auto_explain.${name}`, value])
  }
  // PostgreSQL plans the first five executions one by one and may then keep a plan; both kinds are wanted.
  for (let nth = 1; nth <= 8; nth += 1) {
    const paymentId = `pi_${randomUUID()}`
    const customerId = String(nth)
    await receivePaymentEvent(
      db,
      event({ fact: 'refunded', subjectId: `ch_${paymentId}`, paymentId, amountCents: 100 }),
    )
    await receivePaymentEvent(
      db,
      event({ paymentId, label: { customerId, amountCents: 500, month: undefined, saveCard: false } }),
    )
    await receivePaymentEvent(db, event({ fact: 'dispute_lost', subjectId: `dp_${paymentId}`, paymentId }))
    await topUp(db, { customerId, amountCents: 5, month: undefined, requestId: randomUUID(), actor: 'admin' })
    expect(await paymentExists(db, paymentId)).toBe(true)
  }
  await db.close()
  expect(plans).toBeGreaterThan(100)
  expect([...scans]).toEqual([])
})
