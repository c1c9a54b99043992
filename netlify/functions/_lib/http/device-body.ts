import type { Device } from '../services/devices.ts'
import type { Paged } from '../services/paging.ts'

/** A page of devices. */
export const devicesBody = ({ rows, nextCursor }: Paged<Device>) => ({ devices: rows, next_cursor: nextCursor })
