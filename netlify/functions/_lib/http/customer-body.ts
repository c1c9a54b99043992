import { picoToCents, picoToUsd } from '../domain/money.ts'
import type { Customer, ListedCustomer } from '../services/customers.ts'
import type { Paged } from '../services/paging.ts'

/** A customer as the admin API lists it: its policy, and where it stands this month. */
export const customerBody = ({ cap_pico, spent_pico, held_pico, ...customer }: ListedCustomer) => ({
  ...customer,
  cap_cents: picoToCents(cap_pico),
  spent_cents: picoToCents(spent_pico),
  spent_usd: picoToUsd(spent_pico),
  held_cents: picoToCents(held_pico),
  // Netlify tokens are kept per customer once pushing exists; existing clients read the field.
  has_netlify_token: false,
})

/** A page of customers, and the plans to narrow the list to. */
export const customersBody = ({ rows, nextCursor, plans }: Paged<ListedCustomer> & { plans: string[] }) => ({
  customers: rows.map(customerBody),
  plans,
  next_cursor: nextCursor,
})

/** One customer as it stands. */
export const oneCustomerBody = (customer: ListedCustomer) => ({ customer: customerBody(customer) })

/** A customer that was just made. */
export const newCustomerBody = (customer: Customer) => ({ customer })

/** A customer that was changed. */
export const changedCustomerBody = (customer: Customer) => ({ ok: true, customer })
