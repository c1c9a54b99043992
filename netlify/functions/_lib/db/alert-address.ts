import { z } from 'zod'
import { maybe, one, sql, type Database } from './database.ts'

const address = z.object({ alert_webhook_url: z.string().nullable() })

/** Where a customer's alerts go instead of to the operator. */
export const findAlertAddress = async (db: Database, customerId: string): Promise<string | null> => {
  const row = await one(db, sql(address)`select alert_webhook_url from customers where id = ${customerId}`)
  return row.alert_webhook_url
}

export const updateAlertAddress = async (
  db: Database,
  { customerId, url, actor }: { customerId: string; url: string | null; actor: string },
): Promise<void> => {
  await maybe(
    db,
    sql(z.object({}))`with before as (
      select * from customers where id = ${customerId} for no key update
    ), changed as (
      update customers set alert_webhook_url = ${url}, updated_at = now() where id = (select id from before) returning *
    ) insert into audit_events (actor, action, target, meta)
      select ${actor}, 'ALERT_ADDRESS_UPDATE', 'customer:' || c.id,
             audit_changes('{alert_webhook_url}', to_jsonb(b), to_jsonb(c))
        from changed c, before b returning 1 as done`,
  )
}
