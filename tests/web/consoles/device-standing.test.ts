import { expect, test } from 'vitest'
import { deviceStanding, keyWorks, type DeviceFacts } from '../../../web/consoles/shared/device-standing.ts'

const THEN = '2026-11-03T10:00:00.000Z'

test.each<[DeviceFacts['key_status'], string | null, ReturnType<typeof deviceStanding>, boolean]>([
  ['active', null, 'allowed', true],
  // Until its grace period is over.
  ['rotating', null, 'allowed', true],
  ['revoked', null, 'key revoked', false],
  ['expired', null, 'key expired', false],
  ['active', THEN, 'revoked', true],
  ['revoked', THEN, 'revoked', false],
])('of a key that is %s, a device revoked at %j is %s', (status, revokedAt, standing, works) => {
  const device = { key_status: status, revoked_at: revokedAt }
  expect([deviceStanding(device), keyWorks(device)]).toEqual([standing, works])
})
