import { findCustomer, listCustomers, type CustomerQuery, type ListedCustomer } from '../db/customer-list.ts'
import { EMAIL_TAKEN, insertCustomer, updateCustomer, type CustomerPolicy, type CustomerRow } from '../db/customers.ts'
import { isUniqueViolation } from '../db/failure.ts'
import { GatewayError } from '../domain/errors.ts'
import { monthOf } from '../domain/period.ts'
import type { Deps } from './deps.ts'
import { nextPage, type Paged } from './paging.ts'
import { resolveLists } from './provider-alias.ts'

export type { CustomerPolicy, CustomerQuery, CustomerRow as Customer, ListedCustomer }

/** Newest first. */
export const customers = async (deps: Deps, query: CustomerQuery): Promise<Paged<ListedCustomer>> =>
  nextPage(await listCustomers(deps.db, query, monthOf(new Date())), query.limit, ({ id }) => id)

/** @throws GatewayError NOT_FOUND */
export const customer = async (deps: Deps, customerId: string): Promise<ListedCustomer> => {
  const found = await findCustomer(deps.db, customerId, monthOf(new Date()))
  if (found === undefined) throw noSuchCustomer()
  return found
}

/** @throws GatewayError CONFLICT when the e-mail address is taken */
export const createCustomer = (
  deps: Deps,
  { policy, actor }: { policy: CustomerPolicy & { email: string }; actor: string },
): Promise<CustomerRow> =>
  emailOnce(
    insertCustomer(deps.db, {
      policy: {
        ...resolveLists(deps.settings, policy),
        planName: policy.planName ?? 'starter',
        monthlyCapCents: policy.monthlyCapCents ?? deps.settings.defaultCustomerCapCents,
      },
      actor,
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
  if (changed === undefined) throw noSuchCustomer()
  return changed
}

const emailOnce = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    if (isUniqueViolation(error, EMAIL_TAKEN)) {
      throw new GatewayError('CONFLICT', 'Another customer has this e-mail address', { details: { field: 'email' } })
    }
    throw error
  })

const noSuchCustomer = (): GatewayError => new GatewayError('NOT_FOUND', 'There is no such customer')
