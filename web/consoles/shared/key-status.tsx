import type { Key } from './answers.ts'
import { StatusBadge } from './status-badge.tsx'

/** `rotating` keys work until their grace period is over. */
const STATUSES = {
  active: { label: 'Live', tone: 'good' },
  rotating: { label: 'Rotating', tone: 'busy' },
  revoked: { label: 'Revoked', tone: 'bad' },
  expired: { label: 'Expired', tone: 'quiet' },
} as const satisfies Record<Key['status'], unknown>

/** What lists of keys are narrowed to: rotating ones are live. */
export const KEY_STATUS_OPTIONS = (['active', 'revoked', 'expired'] as const).map((value) => ({
  value,
  label: STATUSES[value].label,
}))

export const KeyStatus = ({ status }: { status: Key['status'] }) => (
  <StatusBadge tone={STATUSES[status].tone}>{STATUSES[status].label}</StatusBadge>
)
