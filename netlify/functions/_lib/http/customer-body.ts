import { picoToCents, picoToUsd } from '../domain/money.ts'
import type { ListedCustomer } from '../services/customers.ts'

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
