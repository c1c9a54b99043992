import { writeTestMessage } from '../db/webhook-deliveries.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'
import { noSuchCustomer } from './not-found.ts'
import { rateError } from './refusal.ts'

/** Between two tests of one address: whoever mends a receiver can wait as long, and nobody can make us knock more often. */
const PAUSE_SECONDS = 60

export type TestMessage = {
  /** Whose alerts' address is tested; undefined: the operator's own webhook. */
  customerId: string | undefined
  /** A customer tests its own address only; an operator whatever hears the customer's alerts. */
  sender: 'customer' | 'operator'
  actor: string
}

/**
 * Writes a test message, to be sent as any other, and gives its id.
 * @throws GatewayError NOT_FOUND, CONFLICT when there is no address, RATE_LIMITED
 */
export const queueTestMessage = async (deps: Deps, { customerId, sender, actor }: TestMessage): Promise<string> => {
  const operatorHears = sender === 'operator' && deps.settings.alertWebhookUrl !== undefined
  const order = { customerId, operatorHears, pauseSeconds: PAUSE_SECONDS, actor }
  const written = await writeTestMessage(deps.db, order)
  switch (written.verdict) {
    case 'WRITTEN':
      return written.delivery_id
    case 'TOO_SOON':
      throw rateError('RATE_LIMITED', 'A test message was sent less than a minute ago', {
        limit: 1,
        remaining: 0,
        resetAt: written.next_at,
      })
    case 'NO_ADDRESS':
      throw new GatewayError('CONFLICT', 'There is no address to send a test message to', {
        hint:
          sender === 'customer'
            ? 'Set alert_webhook_url with PATCH user-alerts first.'
            : 'Set ALERT_WEBHOOK_URL, or an alert_webhook_url of the customer with PATCH admin-customers.',
      })
    case 'NOT_FOUND':
      throw noSuchCustomer()
  }
}
