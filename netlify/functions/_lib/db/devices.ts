import { z } from 'zod'
import { count, id, timestamp } from './columns.ts'
import { customersNamed } from './customers-named.ts'
import { all, fragment, one, sql, type Database, type Fragment } from './database.ts'
import { KEY_STATUSES, keyStatus } from './key-list.ts'

const device = z.object({
  api_key_id: id,
  customer_id: id,
  customer_email: z.string(),
  key_last4: z.string(),
  key_label: z.string(),
  /** Of a key that is revoked or expired, no device is let in. */
  key_status: z.enum(KEY_STATUSES),
  /** Null: any number. */
  key_seats: z.int().nullable(),
  key_seats_taken: count,
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
  /** Undefined: of everybody. */
  customerId: string | undefined
  apiKeyId: string | undefined
  /** Part of the install id, the device's label or its key's, in any case; of everybody's, of the customer's e-mail address too. */
  q?: string | undefined
}

/** Newest key first, then by install id; one more than the limit when there are more. */
export const listDevices = (
  db: Database,
  query: DeviceQuery,
  { after, limit }: { after: DevicePosition | undefined; limit: number },
): Promise<Device[]> => {
  const { customerId, apiKeyId, q } = query
  const page = fragment`select d.*, k.key_last4, k.label as key_label, ${keyStatus} as key_status, k.max_devices
      from api_keys k join key_devices d on d.api_key_id = k.id
     where true${customerId === undefined ? fragment`` : fragment` and k.customer_id = ${customerId}`}${
       apiKeyId === undefined ? fragment`` : fragment` and k.id = ${apiKeyId}`
     }${q === undefined ? fragment`` : matching(q, query)}${
       after === undefined
         ? fragment``
         : // Of both tables: whichever is read first begins there.
           fragment` and k.id <= ${after.apiKeyId} and d.api_key_id <= ${after.apiKeyId}
             and (k.id < ${after.apiKeyId} or d.install_id > ${after.installId})`
     }
     order by k.id desc, d.install_id limit ${limit + 1}`
  // The seats of each key are counted once, however many of its devices are shown.
  return all(
    db,
    sql(device)`with page as materialized (${page}), seats as (
        select d.api_key_id, count(*) filter (where d.revoked_at is null) as taken
          from key_devices d where d.api_key_id in (select p.api_key_id from page p) group by d.api_key_id
      )
      select d.api_key_id, d.customer_id, c.email as customer_email, d.key_last4, d.key_label, d.key_status,
             nullif(coalesce(d.max_devices, c.max_devices_per_key, 0), 0) as key_seats, s.taken as key_seats_taken, d.install_id,
             d.device_label, d.first_seen_at, d.last_seen_at, d.revoked_at, d.revoked_by, d.last_seen_ua
        from page d join customers c on c.id = d.customer_id join seats s on s.api_key_id = d.api_key_id
       order by d.api_key_id desc, d.install_id`,
  )
}

const matching = (q: string, { customerId }: DeviceQuery): Fragment =>
  fragment` and (strpos(lower(concat_ws(chr(10), d.install_id, d.device_label, k.label)), lower(${q})) > 0${
    customerId === undefined ? fragment` or k.customer_id in ${customersNamed(q)}` : fragment``
  })`

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
