import type { DeliveryRow } from './answers.ts'
import { dollarsOfCents } from './format.ts'
import { messageName } from './message-names.ts'

type Told = Pick<DeliveryRow, 'event_type' | 'payload' | 'key_label' | 'key_last4'>

/** `Key near its cap (85%): ci …c9ef`: what a message to a webhook tells of, and the figure or the key that it is about. */
export const alertWords = (told: Told): string => {
  const { pct, amount_cents: cents, model } = told.payload
  const share = told.event_type.startsWith('CAP_WARN_') && typeof pct === 'number' ? ` (${pct}%)` : ''
  const about = keyOf(told) ?? (typeof cents === 'number' ? dollarsOfCents(cents) : undefined) ?? model
  return `${messageName(told.event_type)}${share}${typeof about === 'string' ? `: ${about}` : ''}`
}

const keyOf = ({ payload: { api_key_id: id }, key_label: label, key_last4: last4 }: Told): string | undefined => {
  if (label !== null && last4 !== null) return `${label} …${last4}`
  return typeof id === 'string' ? `#${id}` : undefined
}
