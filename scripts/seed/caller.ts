import type { Caller } from './call-rows.ts'
import type { Desk } from './desk.ts'

/** Who calls with a key: one of its devices, where it runs on devices. */
export const callerOf = (desk: Desk, index: number, at: number, month: string): Caller => {
  const { random, profile, ids } = desk
  const key = profile.keys[index]
  const devices = (key?.devices ?? []).filter(({ revokedAt }) => revokedAt > at)
  // People are not alike: the first device is used most.
  const device = devices[Math.floor(random.unit() ** 2 * devices.length)]
  return {
    ...{ customerId: ids.customer, keyId: desk.idOf(index), month, installId: device?.installId ?? null },
    userAgent: device?.userAgent ?? key?.workload?.userAgents[0] ?? 'curl/8.14.1',
    ipHash: device?.ipHash ?? desk.serverIpHash,
  }
}

/** Notes when a key and its device were seen. */
export const noteSeen = (desk: Desk, index: number, at: number, { installId }: Caller): void => {
  desk.lastSeen.set(index, { at, installId: installId ?? desk.lastSeen.get(index)?.installId ?? null })
  if (installId === null) return
  const name = `${index} ${installId}`
  desk.devices.set(name, { firstAt: desk.devices.get(name)?.firstAt ?? at, lastAt: at })
}
