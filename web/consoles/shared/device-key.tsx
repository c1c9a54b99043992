import type { OwnDevice } from './answers.ts'
import { keyWorks } from './device-standing.ts'
import { KeyName } from './key-name.tsx'
import { KeySeats } from './key-seats.tsx'
import { KeyStatus } from './key-status.tsx'

/** The key that a device uses: how many seats it has, or why it has no use for them. */
export const DeviceKey = ({ of: device }: { of: OwnDevice }) => (
  <>
    <KeyName label={device.key_label} last4={device.key_last4} />
    {device.key_status !== 'active' && <KeyStatus status={device.key_status} />}
    {keyWorks(device) && <KeySeats of={device} />}
  </>
)
