import type { CustomerSort } from '../../../../../netlify/functions/_lib/services/customers.ts'

export type { CustomerSort }

export const CUSTOMER_SORT_OPTIONS = [
  { value: 'newest', label: 'Newest first' },
  { value: 'email', label: 'E-mail, A to Z' },
  { value: 'spent', label: 'Most spent this month' },
  { value: 'cap', label: 'Highest monthly cap' },
] as const satisfies readonly { value: CustomerSort; label: string }[]
