import { findCustomer, listCustomers, type CustomerQuery, type ListedCustomer } from '../db/customer-list.ts'
import { CUSTOMER_SORTS, type CustomerPosition, type CustomerSort } from '../db/customer-order.ts'
import { listPlans } from '../db/customer-plans.ts'
import {
  EMAIL_TAKEN,
  findCustomerIdByEmail,
  insertCustomer,
  updateCustomer,
  type CustomerPolicy,
  type CustomerRow,
} from '../db/customers.ts'
import { isUniqueViolation } from '../db/failure.ts'
import { GatewayError } from '../domain/errors.ts'
import { monthOf } from '../domain/period.ts'
import type { Deps } from './deps.ts'
import { noSuchCustomer } from './not-found.ts'
import { nextPage, type Paged } from './paging.ts'
import { resolveLists } from './provider-alias.ts'

export { CUSTOMER_SORTS }
export type { CustomerPolicy, CustomerPosition, CustomerQuery, CustomerRow as Customer, CustomerSort, ListedCustomer }

/** More are too many to choose from. */
const MOST_PLANS = 200

/** A page of customers, and the plans that there are. */
export const customers = async (
  deps: Deps,
  query: CustomerQuery,
): Promise<Paged<ListedCustomer> & { plans: string[] }> => {
  const month = query.after?.sort === 'spent' ? query.after.month : monthOf(new Date())
  const [found, plans] = await Promise.all([listCustomers(deps.db, query, month), listPlans(deps.db, MOST_PLANS)])
  return { ...nextPage(found, query.limit, cursorFor(query.sort, month)), plans }
}

/** A cursor names its order, but for the first order there was. */
const cursorFor =
  (sort: CustomerSort, month: string) =>
  ({ id, email, spent_pico, monthly_cap_cents }: ListedCustomer): string => {
    switch (sort) {
      case 'newest':
        return id
      case 'email':
        return `email:${email}`
      case 'spent':
        return `spent:${month}:${spent_pico}:${id}`
      case 'cap':
        return `cap:${monthly_cap_cents}:${id}`
    }
  }

/** @throws GatewayError NOT_FOUND */
export const customer = async (deps: Deps, customerId: string): Promise<ListedCustomer> => {
  const found = await findCustomer(deps.db, customerId, monthOf(new Date()))
  if (found === undefined) throw noSuchCustomer()
  return found
}

/** @throws GatewayError BAD_REQUEST for a provider that is not known, CONFLICT when the e-mail address is taken */
export const createCustomer = async (
  deps: Deps,
  { policy, actor }: { policy: CustomerPolicy & { email: string }; actor: string },
): Promise<CustomerRow> =>
  emailOnce(
    deps,
    policy.email,
    insertCustomer(deps.db, {
      policy: {
        ...resolveLists(deps, policy),
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
    deps,
    change.policy.email ?? '',
    updateCustomer(deps.db, { ...change, policy: resolveLists(deps, change.policy) }),
  )
  if (changed === undefined) throw noSuchCustomer()
  return changed
}

const emailOnce = <T>(deps: Deps, email: string, work: Promise<T>): Promise<T> =>
  work.catch(async (error: unknown) => {
    if (!isUniqueViolation(error, EMAIL_TAKEN)) throw error
    const customerId = await findCustomerIdByEmail(deps.db, email)
    throw new GatewayError('CONFLICT', 'Another customer has this e-mail address', {
      ...(customerId === undefined ? {} : { hint: `It is customer ${customerId}.` }),
      details: { field: 'email', ...(customerId === undefined ? {} : { customer_id: customerId }) },
    })
  })
