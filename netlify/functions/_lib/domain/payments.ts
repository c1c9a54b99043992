/** What somebody is to pay: a page of the payment provider is made for it. */
export type CheckoutOrder = {
  customerId: string
  amountCents: number
  currency: string
  /** `YYYY-MM`; undefined: the month in which the payment arrives. */
  month: string | undefined
  successUrl: string
  cancelUrl: string
  /** Fills in the payer's e-mail address. */
  email: string | undefined
  /** Two orders with the same key are one. */
  idempotencyKey: string | undefined
}

/** What an event says of a payment. */
export type PaymentFact = 'paid' | 'unpaid' | 'failed' | 'refunded' | 'dispute_open' | 'dispute_won' | 'dispute_lost'

/** What we wrote on a checkout when it was made, as it came back. */
export type CheckoutLabel = { customerId: string; amountCents: number; month: string | undefined }

/** A verified message of the payment provider. Amounts are its own figures. */
export type PaymentEvent = {
  id: string
  type: string
  createdAt: Date
  mode: 'live' | 'test'
  fact: PaymentFact
  /** The checkout, the charge or the dispute that it is about. */
  subjectId: string
  /** What a checkout, its refunds and its disputes have in common. */
  paymentId: string | undefined
  /** Of a refund: all refunds of the charge so far. */
  amountCents: number
  currency: string
  /** Of checkouts; undefined when the checkout is none of ours. */
  label: CheckoutLabel | undefined
}

export type PaymentProvider = {
  mode: 'live' | 'test'
  /** @throws GatewayError UPSTREAM_ERROR, UPSTREAM_BUSY, UPSTREAM_TIMEOUT, IDEMPOTENCY_MISMATCH */
  createCheckout(order: CheckoutOrder): Promise<{ id: string; url: string }>
  /**
   * The event in a delivery; undefined when it is of a kind that moves no money of ours.
   * @throws GatewayError BAD_REQUEST unless it was signed with `secret` within the last (or next) 300 seconds
   */
  readEvent(body: string, signature: string, secret: string): PaymentEvent | undefined
}
