import { z } from 'zod'
import { id, timestamp } from './columns.ts'
import { all, fragment, one, sql, type Database, type Fragment } from './database.ts'

const device = z.object({
  api_key_id: id,
  key_last4: z.string(),
  key_label: z.string(),
  install_id: z.string(),
  device_label: z.string().nullable(),
  first_seen_at: timestamp,
  last_seen_at: timestamp,
  revoked_at: timestamp.nullable(),
  revoked_by: z.string().nullable(),
  last_seen_ua: z.string().nullable(),
})
export type Device = z.output<typeof device>

/** The last device of the page before. */
export type DevicePosition = { apiKeyId: string; installId: string }

export type DeviceQuery = {
  customerId: string
  apiKeyId: string | undefined
  /** Part of the install id, the device's label or its key's, in any case. */
  q?: string | undefined
}

/** Newest key first, then by install id; one more than the limit when there are more. */
export const listDevices = (
  db: Database,
  { customerId, apiKeyId, q }: DeviceQuery,
  { after, limit }: { after: DevicePosition | undefined; limit: number },
): Promise<Device[]> =>
  all(
    db,
    sql(device)`
      select d.api_key_id, k.key_last4, k.label as key_label, d.install_id, d.device_label, d.first_seen_at, d.last_seen_at,
             d.revoked_at, d.revoked_by, d.last_seen_ua
        from api_keys k join key_devices d on d.api_key_id = k.id
       where k.customer_id = ${customerId}${apiKeyId === undefined ? fragment`` : fragment` and k.id = ${apiKeyId}`}${
         q === undefined ? fragment`` : matching(q)
       }${
         after === undefined
           ? fragment``
           : fragment` and k.id <= ${after.apiKeyId} and (k.id < ${after.apiKeyId} or d.install_id > ${after.installId})`
       }
       order by k.id desc, d.install_id limit ${limit + 1}`,
  )

const matching = (q: string): Fragment =>
  fragment` and strpos(lower(concat_ws(chr(10), d.install_id, d.device_label, k.label)), lower(${q})) > 0`

export type DeviceChange = DevicePosition & {
  customerId: string
  revoked: boolean
  actor: string
  /** Whose revocations the actor may lift: all, those made by keys of the customer, or its own. */
  lifts: 'any' | 'customer' | 'own'
}

const verdict = z.enum(['DONE', 'NOT_FOUND', 'FORBIDDEN', 'SEAT_LIMIT'])

/** Decided under the lock on the customer's books, as admission decides about seats; audited when it changes something. */
export const setDeviceRevoked = async (db: Database, change: DeviceChange): Promise<z.output<typeof verdict>> =>
  (
    await one(
      db,
      sql(
        z.object({ verdict }),
      )`select set_device_revoked(${change.customerId}, ${change.apiKeyId}, ${change.installId},
        ${change.revoked}, ${change.actor}, ${change.lifts}) as verdict`,
    )
  ).verdict
