import type { OwnDevice } from './answers.ts'

/** What decides whether a device may call. */
export type DeviceFacts = Pick<OwnDevice, 'revoked_at' | 'key_status'>

/** A key that is being rotated works until its grace period is over. */
export const keyWorks = ({ key_status: status }: DeviceFacts): boolean => status === 'active' || status === 'rotating'

/** A device of a key that no longer works may call no more than one that was revoked, whatever its own state. */
export const deviceStanding = (device: DeviceFacts): 'allowed' | 'revoked' | 'key revoked' | 'key expired' => {
  if (device.revoked_at !== null) return 'revoked'
  if (keyWorks(device)) return 'allowed'
  return device.key_status === 'expired' ? 'key expired' : 'key revoked'
}
