import { z } from 'zod'
import { id, pico, timestamp } from './columns.ts'
import { all, sql, type Database } from './database.ts'

const callOfRequest = z.object({
  id,
  customer_id: id,
  customer_email: z.string(),
  month: z.string(),
  request_id: z.string(),
  provider: z.string(),
  model: z.string(),
  outcome: z.string(),
  cost_pico: pico,
  created_at: timestamp,
})
export type CallOfRequest = z.output<typeof callOfRequest>

/**
 * Charged calls of a request, whoever's: one client may give several the same id. Each customer's are looked for in its own part of the
 * index, which is quick for thousands of them; an index of all would cost every call that is settled.
 */
export const findCallsOfRequest = (db: Database, requestId: string, limit: number): Promise<CallOfRequest[]> =>
  all(
    db,
    sql(callOfRequest)`
      select u.*, c.email as customer_email
        from customers c
       cross join lateral (
          select u.id, u.customer_id, u.month, u.request_id, u.provider, u.model, u.outcome, u.cost_pico, u.created_at
            from usage_events u where u.customer_id = c.id and u.request_id = ${requestId} order by u.id desc limit ${limit}
        ) u
       order by u.id desc limit ${limit}`,
  )
