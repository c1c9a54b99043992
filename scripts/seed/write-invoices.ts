import type { Session } from './session.ts'

const BATCH = 200

type Order = { customerIds: readonly string[]; months: readonly string[]; seller: string }

/** Issues the invoices of months that have ended to those who are to get one, as the clock does on the first; says how many. */
export const issueInvoices = async (session: Session, { customerIds, months, seller }: Order): Promise<number> => {
  let issued = 0
  for (const month of months) {
    for (let at = 0; at < customerIds.length; at += BATCH) {
      const [row] = await session.query<{ issued: number }>(
        `select count(*) filter (where i.verdict = 'ISSUED')::int as issued
           from unnest($1::bigint[]) with ordinality as mine (id, nr)
           join customers c on c.id = mine.id
           left join monthly_usage m on m.customer_id = c.id and m.month = $2
          cross join lateral issue_invoice(c.id, $2, 'system', true, $3) i
          where m.calls > 0 or plan_fee_cents_of(c, $2, m.calls) > 0
             or exists (select 1 from topup_events t where t.customer_id = c.id and t.month = $2)`,
        [customerIds.slice(at, at + BATCH), month, seller],
      )
      issued += row?.issued ?? 0
    }
  }
  return issued
}
