import type { DeliveryRow } from './answers.ts'
import { StatusBadge } from './status-badge.tsx'

const STATES = {
  pending: { label: 'On its way', tone: 'busy' },
  delivered: { label: 'Delivered', tone: 'good' },
  dead: { label: 'Given up', tone: 'bad' },
} as const satisfies Record<DeliveryRow['state'], unknown>

export const DELIVERY_OPTIONS = Object.entries(STATES).map(([value, { label }]) => ({ value, label }))

/** What became of a message to a webhook. */
export const DeliveryState = ({ state }: { state: DeliveryRow['state'] }) => (
  <StatusBadge tone={STATES[state].tone}>{STATES[state].label}</StatusBadge>
)
