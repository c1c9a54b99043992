import type { Device } from '../services/devices.ts'
import type { Paged } from '../services/paging.ts'

/** A row, and apart from it what is the operator's alone. */
const parts = ({ customer_id, customer_email, ...shared }: Device) => ({
  shared,
  operators: { customer_id, customer_email },
})

/** A device as its customer sees it. */
export const ownDeviceBody = (row: Device) => parts(row).shared

/** A page of devices as their customer sees them. */
export const ownDevicesBody = ({ rows, nextCursor }: Paged<Device>) => ({
  devices: rows.map(ownDeviceBody),
  next_cursor: nextCursor,
})

/** A page of devices as the operator sees them: whose each is, too. */
export const operatorDevicesBody = ({ rows, nextCursor }: Paged<Device>) => ({
  devices: rows.map((row) => {
    const { shared, operators } = parts(row)
    return { ...operators, ...shared }
  }),
  next_cursor: nextCursor,
})
