import { z } from 'zod'
import { count, id, pico } from './columns.ts'
import { fragment, type Fragment } from './database.ts'
import { rowsOf } from './nested.ts'

/** What an operator has to look after now. Each list holds the worst few, and each row says how many there are. */

const SHOWN = 5

const customer = { customer_id: id, email: z.string() }

const capped = z.object({ ...customer, reached: z.boolean(), spent_pico: pico, cap_pico: pico, customers: count })

/** `failed`: the card was refused, and is not charged again before something changes. `used_up`: the month's maximum leaves no room. */
const TOPUP_TROUBLES = ['failed', 'used_up'] as const
const toppedUp = z.object({ ...customer, trouble: z.enum(TOPUP_TROUBLES), customers: count })

const unpriced = z.object({ models: count, calls: count })

const attention = z.object({
  caps: z.array(capped),
  auto_topups: z.array(toppedUp),
  webhooks_given_up: z.tuple([z.object({ count })]),
  unpriced: z.tuple([unpriced]),
})
export type Attention = z.output<typeof attention>

/** The columns of an attention, to be nested in another row. */
export const attentionColumns = attention.shape

type Asked = {
  /** The current one. */
  month: string
  /** From which share of a cap on it is close, in percent. */
  warnPct: number
  /** Models without a price that were asked for since then. */
  unpricedSince: Date
}

/** For a select list: the columns above, all of them from partial indexes or from rows of the month. */
export const attentionOf = ({ month, warnPct, unpricedSince }: Asked): Fragment =>
  fragment`${rowsOf(cappedCustomers(month, warnPct))} as caps, ${rowsOf(troubledTopUps(month))} as auto_topups,
    ${rowsOf(fragment`select count(*)::text as count from (${GIVEN_UP}) given_up`)} as webhooks_given_up,
    ${rowsOf(fragment`select count(distinct (asked.provider, asked.model))::text as models, count(*)::text as calls
      from (${unpricedCalls(unpricedSince)}) asked`)} as unpriced`

/** More than this is not counted: nobody needs to know by how much it is too many. */
const MOST_COUNTED = 1_000

/** Of a test nobody has to be told but who sent it. */
const GIVEN_UP = fragment`select id from webhook_deliveries where state = 'dead' and event_type <> 'TEST'
  order by id desc limit ${MOST_COUNTED}`

const unpricedCalls = (since: Date): Fragment =>
  fragment`select provider, model from gateway_events
    where error_code = 'UNPRICED_MODEL' and created_at >= ${since} order by created_at desc limit ${MOST_COUNTED}`

/** Of customers who may make calls; a cap of zero is meant. */
const cappedCustomers = (month: string, warnPct: number): Fragment =>
  fragment`select customer_id, email, reached, spent_pico, cap_pico, customers from (
      select c.id::text as customer_id, c.email, cap.reached, m.spent_pico::text as spent_pico, cap.pico::text as cap_pico,
             (count(*) over (partition by cap.reached))::text as customers,
             row_number() over (partition by cap.reached order by m.spent_pico::numeric / cap.pico desc, c.id) as rank
        from monthly_usage m
        join customers c on c.id = m.customer_id
       cross join lateral (
          select limits.pico, m.spent_pico >= limits.pico as reached
            from (select greatest(0, c.monthly_cap_cents::bigint * 10000000000 + m.extra_pico) as pico) limits
        ) cap
       where m.month = ${month} and c.is_active and cap.pico > 0
         and m.spent_pico::numeric * 100 >= cap.pico::numeric * ${warnPct}::int
    ) close
   where rank <= ${SHOWN} order by reached desc, rank`

/** Of customers who want automatic top-ups (customers_auto_topup_idx) and have a card for them. */
const troubledTopUps = (month: string): Fragment =>
  fragment`select customer_id, email, trouble, customers from (
      select c.id::text as customer_id, c.email, found.trouble, (count(*) over (partition by found.trouble))::text as customers,
             row_number() over (partition by found.trouble order by c.id) as rank
        from customers c
        join customer_books b on b.customer_id = c.id
       cross join lateral (
          select coalesce(sum(a.amount_cents) filter (where a.state <> 'failed'), 0) as ordered_cents,
                 (array_agg(a.state order by a.created_at desc))[1] = 'failed' as has_failed
            from auto_topups a where a.customer_id = c.id and a.month = ${month}
        ) orders
       cross join lateral (
          select case
            -- Whoever has changed the card or the rules since then has freed the books for another try.
            when orders.has_failed and b.auto_topup_month = ${month} then 'failed'
            when orders.ordered_cents + c.auto_topup_amount_cents > c.auto_topup_monthly_max_cents then 'used_up'
          end as trouble
        ) found
       where c.auto_topup_enabled and c.is_active and c.auto_topup_amount_cents is not null
         and c.stripe_payment_method_id is not null and found.trouble is not null
    ) troubled
   where rank <= ${SHOWN} order by trouble, rank`
