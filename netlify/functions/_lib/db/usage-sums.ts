import { z } from 'zod'
import { count, id, pico } from './columns.ts'
import { fragment, type Fragment } from './database.ts'

/** Whose usage a report is about. A key stands for its rotation line: the keys that it came from and that came from it. */
export type UsageScope = { customerId: string; month: string; keyLine?: string | undefined }

/** The same, where the customer may be one of a query around it: a column of that. */
export type EventScope = Omit<UsageScope, 'customerId'> & { customerId: string | Fragment }

/** What a list and its sums are narrowed to. */
export type UsageFilter = { provider?: string | undefined; model?: string | undefined; apiKeyId?: string | undefined }

const sums = {
  calls: count,
  estimated: count,
  unfinished: count,
  cost_pico: pico,
  list_pico: pico,
  input_tokens: count,
  cached_tokens: count,
  cache_write_tokens: count,
  output_tokens: count,
  reasoning_tokens: count,
}
export type UsageSums = z.output<z.ZodObject<typeof sums>>

const timing = { duration_ms: count, timed_calls: count, first_token_ms: count, first_token_calls: count }
/** How long calls took together, and how many of them were timed (sql/0016). */
export type Timing = z.output<z.ZodObject<typeof timing>>

export const providerSums = z.object({ provider: z.string(), ...sums })
export const modelSums = z.object({ provider: z.string(), model: z.string(), ...sums })
export const daySums = z.object({ day: z.string(), ...sums })
/** Provider and model are null for all models but the dearest, taken together. */
export const dayModelSums = z.object({
  day: z.string(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  calls: count,
  cost_pico: pico,
})
export const customerSums = z.object({ customer_id: id, email: z.string(), ...sums })

/** The sums of rows of daily_usage named u; as text, for they are nested in JSON. */
export const summed = fragment`coalesce(sum(u.calls), 0)::text as calls, coalesce(sum(u.estimated), 0)::text as estimated,
  coalesce(sum(u.unfinished), 0)::text as unfinished, coalesce(sum(u.cost_pico), 0)::text as cost_pico,
  coalesce(sum(u.list_pico), 0)::text as list_pico, coalesce(sum(u.input_tokens), 0)::text as input_tokens,
  coalesce(sum(u.cached_tokens), 0)::text as cached_tokens,
  coalesce(sum(u.cache_write_tokens), 0)::text as cache_write_tokens,
  coalesce(sum(u.output_tokens), 0)::text as output_tokens, coalesce(sum(u.reasoning_tokens), 0)::text as reasoning_tokens`

/** The timing of the same rows. */
export const timed = fragment`coalesce(sum(u.duration_ms), 0)::text as duration_ms,
  coalesce(sum(u.timed_calls), 0)::text as timed_calls, coalesce(sum(u.first_token_ms), 0)::text as first_token_ms,
  coalesce(sum(u.first_token_calls), 0)::text as first_token_calls`

export const totalTimedSums = z.object({ ...sums, ...timing })
export const dayTimedSums = daySums.extend(timing)
export const modelTimedSums = modelSums.extend(timing)

/** The keys of a rotation line. */
export const lineOf = (keyId: string): Fragment =>
  fragment`(select line.id from api_keys k join api_keys line on line.first_key_id = k.first_key_id where k.id = ${keyId})`

/** The same as an array, which is looked up once. */
export const keysOfLine = (keyId: string): Fragment => fragment`array${lineOf(keyId)}`

const within = ({ customerId, month, keyLine }: UsageScope, filter: UsageFilter): Fragment =>
  fragment`u.customer_id = ${customerId} and u.month = ${month}${
    keyLine === undefined ? fragment`` : fragment` and u.api_key_id in ${lineOf(keyLine)}`
  }${narrowedTo(filter)}`

/** For rows named u, of events as of sums. */
export const narrowedTo = ({ provider, model, apiKeyId }: UsageFilter): Fragment =>
  fragment`${provider === undefined ? fragment`` : fragment` and u.provider = ${provider}`}${
    model === undefined ? fragment`` : fragment` and u.model = ${model}`
  }${apiKeyId === undefined ? fragment`` : fragment` and u.api_key_id = ${apiKeyId}`}`

/** Dearest first. */
export const sumsByProvider = (scope: UsageScope, filter: UsageFilter): Fragment =>
  fragment`select u.provider, ${summed} from daily_usage u where ${within(scope, filter)}
    group by u.provider order by sum(u.cost_pico) desc, u.provider`

/** Dearest first. */
export const sumsByModel = (scope: UsageScope, filter: UsageFilter): Fragment =>
  fragment`select u.provider, u.model, ${summed} from daily_usage u where ${within(scope, filter)}
    group by u.provider, u.model order by sum(u.cost_pico) desc, u.provider, u.model`

export const sumsByDay = (scope: UsageScope, filter: UsageFilter): Fragment =>
  fragment`select to_char(u.day, 'YYYY-MM-DD') as day, ${summed} from daily_usage u where ${within(scope, filter)}
    group by u.day order by u.day`

/** As many models as can be told apart in a picture. */
const DEAREST_MODELS = 5

/** By day, and within one the dearest models of the month in their order, then all others together: at most six rows a day. */
export const sumsByDayAndModel = (scope: UsageScope, filter: UsageFilter): Fragment =>
  fragment`select to_char(u.day, 'YYYY-MM-DD') as day, r.provider, r.model, coalesce(sum(u.calls), 0)::text as calls,
      coalesce(sum(u.cost_pico), 0)::text as cost_pico
    from daily_usage u
    left join (
      select u.provider, u.model, row_number() over (order by sum(u.cost_pico) desc, u.provider, u.model) as place
        from daily_usage u where ${within(scope, filter)}
       group by u.provider, u.model order by place limit ${DEAREST_MODELS}
    ) r on r.provider = u.provider and r.model = u.model
   where ${within(scope, filter)}
   group by u.day, r.place, r.provider, r.model order by u.day, r.place`
