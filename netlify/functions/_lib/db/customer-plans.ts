import { z } from 'zod'
import { all, sql, type Database } from './database.ts'

const plan = z.object({ plan_name: z.string() })

/** The names of the plans that customers have, in their order: one look at the index for each, however many customers there are. */
export const listPlans = async (db: Database, limit: number): Promise<string[]> => {
  const plans = await all(
    db,
    sql(plan)`with recursive plans as (
        (select plan_name from customers order by plan_name limit 1)
        union all
        select (select c.plan_name from customers c where c.plan_name > p.plan_name order by c.plan_name limit 1)
          from plans p where p.plan_name is not null
      ) select plan_name from plans where plan_name is not null limit ${limit}`,
  )
  return plans.map((row) => row.plan_name)
}
