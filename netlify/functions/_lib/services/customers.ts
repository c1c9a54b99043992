import {
  EMAIL_TAKEN,
  insertCustomer,
  listCustomers,
  updateCustomer,
  type CustomerPolicy,
  type CustomerRow,
  type ListedCustomer,
} from '../db/customers.ts'
import { isUniqueViolation } from '../db/failure.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'
import { resolveLists } from './provider-alias.ts'

export type { CustomerPolicy }

/** Newest first, 200 at most. */
export const customers = (deps: Deps): Promise<ListedCustomer[]> => listCustomers(deps.db)

/** @throws GatewayError CONFLICT when the e-mail address is taken */
export const createCustomer = (
  deps: Deps,
  customer: { email: string; planName: string | undefined; monthlyCapCents: number | undefined; actor: string },
): Promise<CustomerRow> =>
  emailOnce(
    insertCustomer(deps.db, {
      email: customer.email,
      planName: customer.planName ?? 'starter',
      monthlyCapCents: customer.monthlyCapCents ?? deps.settings.defaultCustomerCapCents,
      actor: customer.actor,
    }),
  )

/** @throws GatewayError NOT_FOUND, CONFLICT when the e-mail address is taken */
export const changeCustomer = async (
  deps: Deps,
  change: { customerId: string; policy: CustomerPolicy; actor: string },
): Promise<CustomerRow> => {
  const changed = await emailOnce(
    updateCustomer(deps.db, { ...change, policy: resolveLists(deps.settings, change.policy) }),
  )
  if (changed === undefined) throw new GatewayError('NOT_FOUND', 'There is no such customer')
  return changed
}

const emailOnce = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    if (isUniqueViolation(error, EMAIL_TAKEN)) {
      throw new GatewayError('CONFLICT', 'Another customer has this e-mail address', { details: { field: 'email' } })
    }
    throw error
  })
