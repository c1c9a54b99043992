import { z } from 'zod'
import { count, timestamp } from './columns.ts'
import { all, sql, type Database } from './database.ts'

const unpricedModel = z.object({
  /** Null: the request named a model that no provider here is known to have. */
  provider: z.string().nullable(),
  model: z.string().nullable(),
  calls: count,
  customers: count,
  last_at: timestamp,
})
export type UnpricedModel = z.output<typeof unpricedModel>

/** Models that were refused for want of a price, most wanted first. */
export const listUnpricedModels = (db: Database, since: Date, limit: number): Promise<UnpricedModel[]> =>
  all(
    db,
    sql(unpricedModel)`
      select provider, model, count(*) as calls, count(distinct customer_id) as customers, max(created_at) as last_at
        from gateway_events
       where error_code = 'UNPRICED_MODEL' and created_at >= ${since}
       group by provider, model
       order by count(*) desc, max(created_at) desc limit ${limit}`,
  )
