import { deviceStanding, type DeviceFacts } from './device-standing.ts'
import { StatusBadge } from './status-badge.tsx'

const STANDINGS = {
  allowed: { label: 'Allowed', tone: 'good' },
  revoked: { label: 'Revoked', tone: 'bad' },
  'key revoked': { label: 'Key revoked', tone: 'quiet' },
  'key expired': { label: 'Key expired', tone: 'quiet' },
} as const satisfies Record<ReturnType<typeof deviceStanding>, unknown>

/** Whether a device may call, and if not, for whose sake. */
export const DeviceStatus = ({ of: device }: { of: DeviceFacts }) => {
  const { label, tone } = STANDINGS[deviceStanding(device)]
  return <StatusBadge tone={tone}>{label}</StatusBadge>
}
