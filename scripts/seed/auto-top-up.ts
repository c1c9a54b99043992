import { PICO_PER_CENT } from '../../netlify/functions/_lib/domain/money.ts'
import { iso, monthAt, type Desk } from './desk.ts'
import type { Profile } from './profile.ts'

export type TopUpRules = { thresholdCents: number; amountCents: number; monthlyMaxCents: number }

/** Undefined: the customer has none. */
export const topUpRules = ({ capCents, traits: { moneyIn } }: Profile): TopUpRules | undefined => {
  if (moneyIn !== 'auto' && moneyIn !== 'declined') return undefined
  const amountCents = Math.ceil((capCents * 0.3) / 10) * 10
  return { thresholdCents: Math.ceil((capCents * 0.15) / 10) * 10, amountCents, monthlyMaxCents: amountCents * 4 }
}

/** Orders a top-up when what is left has fallen under the threshold: once a crossing, within the monthly maximum. */
export const watchThreshold = (desk: Desk, month: string, at: number): void => {
  const rules = topUpRules(desk.profile)
  if (rules === undefined || desk.card === undefined || desk.orderedMonth === month || monthAt(at) !== month) return
  if (creditLeft(desk, month) >= BigInt(rules.thresholdCents) * PICO_PER_CENT) return
  const ordered = desk.tables.auto_topups.filter((row) => row['month'] === month && row['state'] === 'succeeded').length
  if ((ordered + 1) * rules.amountCents > rules.monthlyMaxCents) return
  // The clock that charges the cards comes once a minute.
  const chargedAt = at + desk.random.between(4_000, 62_000)
  if (chargedAt >= desk.now) return
  desk.orderedMonth = month
  const isDeclined = desk.profile.traits.moneyIn === 'declined' && month === monthAt(desk.now)
  desk.later(chargedAt, () => (isDeclined ? decline : succeed)(desk, rules, { month, at, chargedAt }))
}

type Order = { month: string; at: number; chargedAt: number }

const succeed = (desk: Desk, { amountCents, thresholdCents }: TopUpRules, order: Order): void => {
  const { ids, random, tables } = desk
  const at = order.chargedAt
  const month = monthAt(at)
  const paymentId = `pi_${random.hex(24)}`
  tables.auto_topups.push(
    orderRow(desk, amountCents, order, { payment_id: paymentId, state: 'succeeded', failure: null }),
  )
  tables.topup_events.push({
    ...{ customer_id: ids.customer, month, amount_cents: amountCents, source: 'auto', request_id: null },
    ...{ stripe_session_id: null, payment_id: paymentId, created_at: iso(at) },
    ...{ refunded_cents: 0, lost_cents: 0, reversed_cents: 0 },
  })
  desk.books.credit(amountCents, { at, kind: 'topup', month, sourceKind: 'stripe_payment', sourceId: paymentId })
  desk.note(at, 'system', 'TOPUP_AUTO', { amount_cents: amountCents, month, payment_id: paymentId })
  tell(desk, at, 'AUTO_TOPUP_SUCCEEDED', { month, amount_cents: amountCents })
  if (creditLeft(desk, month) >= BigInt(thresholdCents) * PICO_PER_CENT) desk.orderedMonth = null
}

const decline = (desk: Desk, { amountCents }: TopUpRules, order: Order): void => {
  const failure = 'card_declined'
  const [at, { month }] = [order.chargedAt, order]
  desk.tables.auto_topups.push(orderRow(desk, amountCents, order, { payment_id: null, state: 'failed', failure }))
  desk.note(at, 'system', 'TOPUP_AUTO_FAILED', { amount_cents: amountCents, month, failure })
  tell(desk, at, 'AUTO_TOPUP_FAILED', { month, amount_cents: amountCents, failure })
}

const tell = ({ messages, ids }: Desk, at: number, type: string, told: Readonly<Record<string, unknown>>): void => {
  const payload = { type, customer_id: ids.customer, ...told }
  messages.push({ at, customerId: ids.customer, eventType: type, payload, url: null })
}

const orderRow = (
  { ids, random, card }: Desk,
  amountCents: number,
  { month, at, chargedAt }: Order,
  end: { payment_id: string | null; state: string; failure: string | null },
) => ({
  id: random.uuid(),
  customer_id: ids.customer,
  month,
  amount_cents: amountCents,
  stripe_customer_id: card?.customerId,
  stripe_payment_method_id: card?.paymentMethodId,
  attempts: 1,
  next_attempt_at: iso(chargedAt),
  created_at: iso(at),
  finished_at: iso(chargedAt),
  ...end,
})

const creditLeft = ({ books }: Desk, month: string): bigint => {
  const { capPico, spentPico } = books.customer(month)
  return capPico - spentPico
}
