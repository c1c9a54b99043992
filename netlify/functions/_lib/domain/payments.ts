/** What somebody is to pay: a page of the payment provider is made for it. */
export type CheckoutOrder = {
  customerId: string
  amountCents: number
  currency: string
  /** `YYYY-MM`; undefined: the month in which the payment arrives. */
  month: string | undefined
  successUrl: string
  cancelUrl: string
  /** Who is to pay: a customer that the provider knows, or an e-mail address to fill in. */
  payer: { providerCustomerId: string } | { email: string } | undefined
  /** Keeps the card, so that it may be charged later while its owner is away. */
  saveCard: boolean
  /** Two orders with the same key are one. */
  idempotencyKey: string | undefined
}

/** What an event says of a payment. */
export type PaymentFact = 'paid' | 'unpaid' | 'failed' | 'refunded' | 'dispute_open' | 'dispute_won' | 'dispute_lost'

/** What we wrote on a checkout when it was made, as it came back. */
export type CheckoutLabel = {
  customerId: string
  amountCents: number
  month: string | undefined
  saveCard: boolean
}

/** A verified message of the payment provider. Amounts are its own figures. */
export type PaymentEvent = {
  id: string
  type: string
  createdAt: Date
  mode: 'live' | 'test'
  fact: PaymentFact
  /** The checkout, the charge, the dispute or the payment that it is about. */
  subjectId: string
  /** What a checkout, its refunds and its disputes have in common. */
  paymentId: string | undefined
  /** Of a refund: all refunds of the charge so far. */
  amountCents: number
  currency: string
  /** Of checkouts; undefined when the checkout is none of ours. */
  label: CheckoutLabel | undefined
  /** Of the payment of an automatic top-up: its id. */
  autoTopUpId: string | undefined
}

/** A card that may be charged while its owner is away. */
export type SavedCard = { providerCustomerId: string; paymentMethodId: string; label: string }

/** An automatic top-up, as it is charged. */
export type CardCharge = {
  autoTopUpId: string
  customerId: string
  providerCustomerId: string
  paymentMethodId: string
  amountCents: number
  currency: string
}

/** `refused` is final, and says why in a word. */
export type ChargeOutcome =
  | { kind: 'paid'; paymentId: string; amountCents: number }
  | { kind: 'processing'; paymentId: string }
  | { kind: 'refused'; reason: string }

export type PaymentProvider = {
  mode: 'live' | 'test'
  /** @throws GatewayError UPSTREAM_ERROR, UPSTREAM_BUSY, UPSTREAM_TIMEOUT, IDEMPOTENCY_MISMATCH */
  createCheckout(order: CheckoutOrder): Promise<{ id: string; url: string }>
  /**
   * The event in a delivery; undefined when it is of a kind that moves no money of ours.
   * @throws GatewayError BAD_REQUEST unless it was signed with `secret` within the last (or next) 300 seconds
   */
  readEvent(body: string, signature: string, secret: string): PaymentEvent | undefined
  /** The card that a payment left behind, if it did. @throws GatewayError as createCheckout */
  cardOf(paymentId: string): Promise<SavedCard | undefined>
  /** Charges a saved card. Safe to repeat: the same top-up is one charge. @throws GatewayError as createCheckout: nobody knows */
  chargeCard(charge: CardCharge): Promise<ChargeOutcome>
  /** What became of a charge. @throws GatewayError as createCheckout */
  chargeStatus(paymentId: string): Promise<ChargeOutcome>
  /** Lets go of a saved card; one that is gone is as good. @throws GatewayError as createCheckout */
  forgetCard(paymentMethodId: string): Promise<void>
}
