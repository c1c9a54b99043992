import { randomUUID } from 'node:crypto'
import type { StripeRequest } from './stub-stripe.ts'

/** What becomes of the next charges: `vanish` takes the money and hangs up before it says so. */
export type ChargeBehaviour = 'succeed' | 'decline' | 'processing' | 'vanish' | 'unreachable' | 'busy'

export type StubPayment = {
  id: string
  status: 'succeeded' | 'processing' | 'requires_payment_method'
  amount: number
  currency: string
  customer: string
  metadata: Record<string, string>
}

export type StubAnswer = { status: number; body: unknown } | 'hang up'

/** Stripe's payments as far as saved cards need them: an idempotency key makes one payment, and the same answer ever after. */
export type StubPayments = {
  behaviour: ChargeBehaviour
  /** Every payment there is, oldest first. */
  payments: StubPayment[]
  /** A payment that a checkout with a saved card made. */
  addCheckoutPayment(id: string, providerCustomerId: string): void
  /** Undefined: not about payments. */
  answer(request: StripeRequest): StubAnswer | undefined
}

export const createStubPayments = (): StubPayments => {
  const byKey = new Map<string, { payment: StubPayment; declined: boolean }>()
  const charge = ({ headers, form }: StripeRequest): StubAnswer => {
    const { behaviour } = stub
    if (behaviour === 'unreachable') return 'hang up'
    if (behaviour === 'busy')
      return { status: 429, body: { error: { type: 'rate_limit_error', message: 'slow down' } } }
    const key = String(headers['idempotency-key'] ?? randomUUID())
    const known = byKey.get(key)
    const { payment, declined } = known ?? { payment: paymentOf(form, behaviour), declined: behaviour === 'decline' }
    if (known === undefined) {
      byKey.set(key, { payment, declined })
      stub.payments.push(payment)
    }
    if (behaviour === 'vanish') return 'hang up'
    return declined ? DECLINED : { status: 200, body: bodyOf(payment) }
  }
  const stub: StubPayments = {
    behaviour: 'succeed',
    payments: [],
    addCheckoutPayment: (id, customer) =>
      void stub.payments.push({ id, status: 'succeeded', amount: 1, currency: 'usd', customer, metadata: {} }),
    answer: (request) => {
      const [, id] = /^\/v1\/payment_intents\/(\w+)/.exec(request.path) ?? []
      if (request.method === 'POST' && request.path === '/v1/payment_intents') return charge(request)
      if (request.method === 'GET' && id !== undefined) {
        if (stub.behaviour === 'unreachable') return 'hang up'
        const payment = stub.payments.find((one) => one.id === id)
        return payment === undefined ? MISSING : { status: 200, body: bodyOf(payment) }
      }
      if (/^\/v1\/payment_methods\/\w+\/detach$/.test(request.path)) {
        return stub.behaviour === 'unreachable' ? 'hang up' : { status: 200, body: { id: 'pm_detached' } }
      }
      return undefined
    },
  }
  return stub
}

const paymentOf = (form: Record<string, string>, behaviour: ChargeBehaviour): StubPayment => ({
  id: `pi_${randomUUID().replaceAll('-', '')}`,
  status: behaviour === 'processing' ? 'processing' : behaviour === 'decline' ? 'requires_payment_method' : 'succeeded',
  amount: Number(form['amount']),
  currency: form['currency'] ?? '',
  customer: form['customer'] ?? '',
  metadata: Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => {
      const [, key] = /^metadata\[(\w+)\]$/.exec(name) ?? []
      return key === undefined ? [] : [[key, value]]
    }),
  ),
})

const bodyOf = (payment: StubPayment) => ({
  ...payment,
  object: 'payment_intent',
  amount_received: payment.status === 'succeeded' ? payment.amount : 0,
  payment_method: { id: 'pm_card', object: 'payment_method', type: 'card', card: { brand: 'visa', last4: '4242' } },
})

const DECLINED = {
  status: 402,
  body: {
    error: { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds', message: 'No sk_live_1' },
  },
}

const MISSING = {
  status: 404,
  body: { error: { type: 'invalid_request_error', code: 'resource_missing', message: 'No' } },
}
