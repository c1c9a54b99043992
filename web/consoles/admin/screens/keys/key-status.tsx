import type { Key } from '../../../shared/answers.ts'
import { StatusBadge } from '../../../shared/status-badge.tsx'

/** `rotating` keys work until their grace period is over. */
const SHOWN = {
  active: ['good', 'Live'],
  rotating: ['busy', 'Rotating'],
  revoked: ['bad', 'Revoked'],
  expired: ['quiet', 'Expired'],
} as const satisfies Record<Key['status'], readonly [string, string]>

export const KeyStatus = ({ status }: { status: Key['status'] }) => {
  const [tone, text] = SHOWN[status]
  return <StatusBadge tone={tone}>{text}</StatusBadge>
}
