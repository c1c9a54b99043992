import { Webhook } from 'standardwebhooks'
import { claimDeliveries, finishDelivery, type ClaimedDelivery } from '../db/webhook-deliveries.ts'
import type { WebhookMessage, WebhookOutcome } from '../domain/webhooks.ts'
import type { Deps } from './deps.ts'
import { webhookSecret } from './webhook-secret.ts'

/** At once, so that one slow address holds up no other for long. */
const BATCH = 20

/** Longer than sending takes at most. */
const LEASE_SECONDS = 60

/** A scheduled function has 30 s. */
const TIME_LIMIT_MS = 15_000

/** Pauses after the first failed attempt, the second, …; then the message is given up. All in all about a day. */
const PAUSES_SECONDS = [60, 300, 900, 3_600, 10_800, 21_600, 43_200]

/** Sends every message that is due, and says how many there were. */
export const deliverAlerts = async (deps: Deps): Promise<{ delivered: number; failed: number }> => {
  const startedAt = Date.now()
  const sum = { delivered: 0, failed: 0 }
  for (;;) {
    const due = await claimDeliveries(deps.db, BATCH, LEASE_SECONDS)
    const arrived = await Promise.all(due.map((delivery) => deliver(deps, delivery)))
    sum.delivered += arrived.filter(Boolean).length
    sum.failed += arrived.filter((one) => !one).length
    if (due.length < BATCH || Date.now() - startedAt > TIME_LIMIT_MS) break
  }
  if (sum.failed > 0) deps.log.warn('webhooks_failed', { count: sum.failed })
  return sum
}

const deliver = async (deps: Deps, delivery: ClaimedDelivery): Promise<boolean> => {
  const { id, attempts } = delivery
  const message = messageOf(deps, delivery)
  if (message === undefined) {
    await finishDelivery(deps.db, { id, attempts, status: undefined, error: 'no_address', next: 'given up' })
    return false
  }
  const outcome = await deps.webhooks(message)
  const arrived = outcome.answered && outcome.status >= 200 && outcome.status < 300
  const pause = PAUSES_SECONDS[attempts - 1]
  await finishDelivery(deps.db, {
    id,
    attempts,
    status: outcome.answered ? outcome.status : undefined,
    error: arrived ? undefined : errorOf(outcome),
    next: arrived ? undefined : pause === undefined ? 'given up' : { afterSeconds: pause },
  })
  return arrived
}

const errorOf = (outcome: WebhookOutcome): string => (outcome.answered ? `http_${outcome.status}` : outcome.reason)

/** The customer's own address before the operator's. Undefined when there is neither. */
const messageOf = (deps: Deps, delivery: ClaimedDelivery): WebhookMessage | undefined => {
  const { alertWebhookUrl } = deps.settings
  const own = delivery.own_url
  const url = own ?? alertWebhookUrl
  if (url === undefined) return undefined
  const body = JSON.stringify({ id: delivery.id, ...delivery.payload, created_at: delivery.created_at.toISOString() })
  const sentAt = new Date()
  // The same in every attempt: receivers leave out what they have seen.
  const messageId = `msg_${delivery.id}`
  const { customer_id: customerId } = delivery
  const secret = webhookSecret(deps.settings, own === null || customerId === null ? 'operator' : { customerId })
  return {
    url,
    body,
    reach: own === null ? 'anywhere' : 'public',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'kaixu-gateway',
      'webhook-id': messageId,
      'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(messageId, sentAt, body),
    },
  }
}
