import { PICO_PER_CENT } from '../../netlify/functions/_lib/domain/money.ts'
import { DAY, type Span } from './calendar.ts'
import { iso, monthAt, type Desk } from './desk.ts'

/** Plans what the customer pays in by itself, and what of it goes back. */
export const planPayments = (desk: Desk, spans: readonly Span[]): void => {
  const { moneyIn } = desk.profile.traits
  const [first] = spans
  if (first === undefined || moneyIn === 'none') return
  for (const span of spans) {
    const from = Math.max(span.from, desk.profile.createdAt)
    // Those whose payments go back come back to the books once.
    if ((moneyIn === 'refunded' || moneyIn === 'disputed') && span !== first) return
    const at = Math.floor(from + (span.to - from) * (0.1 + desk.random.unit() * 0.5))
    if (at >= desk.profile.disabledAt || span.to <= from) continue
    if (moneyIn === 'manual') desk.later(at, () => creditByHand(desk, at))
    // Automatic top-ups began with a card that was saved by paying with it.
    else if (span === first || moneyIn === 'stripe') desk.later(at, () => pay(desk, at))
  }
}

/** Little where the cap is to be met all the same. */
const amountCents = ({ profile: { capCents, traits }, random }: Desk): number => {
  const share = traits.load === 'ample' ? 0.15 + random.unit() * 0.25 : 0.05 + random.unit() * 0.05
  return Math.max(100, Math.ceil((capCents * share) / 100) * 100)
}

const NOT_REVERSED = { refunded_cents: 0, lost_cents: 0, reversed_cents: 0 }

const creditByHand = (desk: Desk, at: number): void => {
  const [cents, requestId, month] = [amountCents(desk), desk.random.uuid(), monthAt(at)]
  desk.tables.topup_events.push({
    ...{ customer_id: desk.ids.customer, month, amount_cents: cents, source: 'manual', request_id: requestId },
    ...{ stripe_session_id: null, payment_id: null, created_at: iso(at), ...NOT_REVERSED },
  })
  desk.books.credit(cents, { at, kind: 'topup', month, sourceKind: 'manual', sourceId: requestId })
  desk.note(at, 'admin', 'TOPUP_MANUAL', { amount_cents: cents, month, request_id: requestId })
}

/** A checkout that was paid. */
type Payment = { sessionId: string; paymentId: string; cents: number; month: string; row: Record<string, unknown> }

const pay = (desk: Desk, at: number): void => {
  const [cents, month, eventId] = [amountCents(desk), monthAt(at), `evt_${desk.random.hex(24)}`]
  const [sessionId, paymentId] = [`cs_live_${desk.random.hex(40)}`, `pi_${desk.random.hex(24)}`]
  const row = {
    ...{ customer_id: desk.ids.customer, month, amount_cents: cents, source: 'stripe', request_id: null },
    ...{ stripe_session_id: sessionId, payment_id: paymentId, created_at: iso(at), ...NOT_REVERSED },
  }
  const payment = { sessionId, paymentId, cents, month, row }
  desk.tables.topup_events.push(row)
  tell(desk, payment, { at, eventId, type: 'checkout.session.completed', subject: sessionId, fact: 'paid', cents })
  desk.books.credit(cents, { at, kind: 'topup', month, sourceKind: 'stripe_checkout', sourceId: sessionId })
  const meta = { amount_cents: cents, month, session_id: sessionId, event_id: eventId }
  desk.note(at, 'system', 'TOPUP_STRIPE', meta)
  planReversal(desk, payment, at)
}

const planReversal = (desk: Desk, payment: Payment, at: number): void => {
  const { random, profile } = desk
  if (profile.traits.moneyIn === 'refunded') {
    const back = at + random.between(2 * DAY, 6 * DAY)
    const cents = Math.ceil(payment.cents * random.pick([0.4, 0.5, 1]))
    desk.later(back, () => reverse(desk, payment, { at: back, cents, kind: 'refund' }))
  }
  if (profile.traits.moneyIn === 'disputed') {
    const [opened, lost] = [at + random.between(DAY, 4 * DAY), at + random.between(9 * DAY, 14 * DAY)]
    const subject = `du_${random.hex(24)}`
    const told = { type: 'charge.dispute.created', subject, fact: 'dispute_open', cents: payment.cents }
    desk.later(opened, () => tell(desk, payment, { ...told, at: opened, eventId: `evt_${random.hex(24)}` }))
    desk.later(lost, () => reverse(desk, payment, { at: lost, cents: payment.cents, kind: 'dispute', subject }))
  }
}

type Reversal = { at: number; cents: number; kind: 'refund' | 'dispute'; subject?: string }

/** Takes credit back, if none of it has been spent: in these books nobody owes more than a cap. */
const reverse = (desk: Desk, payment: Payment, { at, cents, kind, subject: known }: Reversal): void => {
  const { capPico, spentPico } = desk.books.customer(payment.month)
  if (capPico - spentPico < BigInt(cents) * PICO_PER_CENT) return
  const { random, books } = desk
  const { month, sessionId } = payment
  const eventId = `evt_${random.hex(24)}`
  const subject = known ?? `ch_${random.hex(24)}`
  const isRefund = kind === 'refund'
  const type = isRefund ? 'charge.refunded' : 'charge.dispute.closed'
  tell(desk, payment, { at, eventId, type, subject, fact: isRefund ? 'refunded' : 'dispute_lost', cents })
  payment.row['reversed_cents'] = cents
  payment.row[isRefund ? 'refunded_cents' : 'lost_cents'] = cents
  const source = isRefund
    ? { sourceKind: 'stripe_refund', sourceId: `${subject}:${cents}` }
    : { sourceKind: 'stripe_dispute', sourceId: subject }
  books.credit(cents, { at, kind: 'refund', month, ...source })
  const meta = { amount_cents: cents, month, session_id: sessionId, event_id: eventId }
  desk.note(at, 'system', 'TOPUP_REVERSED', meta)
}

type Told = { at: number; eventId: string; type: string; subject: string; fact: string; cents: number }

/** An event of Stripe's. */
const tell = (desk: Desk, { paymentId }: Payment, { at, eventId, type, subject, fact, cents }: Told): void => {
  desk.tables.stripe_events.push({
    ...{
      event_id: eventId,
      event_type: type,
      subject_id: subject,
      payment_id: paymentId,
      customer_id: desk.ids.customer,
    },
    ...{ fact, amount_cents: cents, applied: fact === 'refunded' || fact === 'dispute_lost' },
    // Stripe's clock counts whole seconds.
    ...{ created_at: iso(Math.floor((at - 1_500) / 1_000) * 1_000), received_at: iso(at) },
  })
}
