import { noteAudit } from '../db/audit.ts'
import { customerExists } from '../db/customer-exists.ts'
import type { Deps } from './deps.ts'
import { noSuchCustomer } from './not-found.ts'
import { webhookSecret } from './webhook-secret.ts'

/**
 * The secret that a receiver checks signatures with. That it was looked at is noted.
 * @throws GatewayError NOT_FOUND when there is no such customer
 */
export const revealWebhookSecret = async (
  deps: Deps,
  owner: { customerId: string } | 'operator',
  actor: string,
): Promise<string> => {
  if (owner !== 'operator' && !(await customerExists(deps.db, owner.customerId))) {
    throw noSuchCustomer()
  }
  const target = owner === 'operator' ? null : `customer:${owner.customerId}`
  await noteAudit(deps.db, { actor, action: 'WEBHOOK_SECRET_REVEAL', target })
  return webhookSecret(deps.settings, owner)
}
