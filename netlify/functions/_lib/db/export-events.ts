import { z } from 'zod'
import type { OutcomeFilter } from '../domain/call-outcomes.ts'
import { count, id, pico, timestamp } from './columns.ts'
import { all, fragment, one, sql, type Database, type Fragment } from './database.ts'
import { oldestId } from './month-bounds.ts'
import { unfinished } from './unfinished-events.ts'
import { lineOf, type UsageScope } from './usage-sums.ts'

/** Whose events are exported: all of a customer's, those of a rotation line, or those of exactly one key; and how they ended. */
export type ExportScope = UsageScope & { apiKeyId?: string | undefined; outcome?: OutcomeFilter | undefined }

const exportCut = z.object({ row_count: count, last_id: id.nullable(), has_more: z.boolean() })
export type ExportCut = z.output<typeof exportCut>

/**
 * How many events come after the one with the id `after`, `limit` at most (null: all), where they end, and whether there are more
 * behind. Read from an index alone, unless it is about those that completed. Ids of a customer are given out under the lock on its
 * books, so none appears before the end.
 */
export const findExportCut = (
  db: Database,
  scope: ExportScope,
  { after, limit }: { after: string; limit: number | null },
): Promise<ExportCut> =>
  one(
    db,
    sql(exportCut)`
      select cut.row_count, cut.last_id,
             (${eventsOf(scope, fragment`u.id`, fragment`u.id > cut.last_id`, 1)}) is not null as has_more
        from (
          select count(*) as row_count, max(e.id) as last_id
            from (${eventsOf(scope, fragment`u.id`, fragment`u.id > ${after}`, limit)}) e
        ) cut`,
  )

const exportedEvent = z.object({
  id,
  api_key_id: id,
  request_id: z.string(),
  surface: z.string(),
  provider: z.string(),
  model: z.string(),
  input_tokens: count,
  cached_tokens: count,
  cache_write_tokens: count,
  output_tokens: count,
  reasoning_tokens: count,
  cost_pico: pico,
  list_pico: pico,
  estimated: z.boolean(),
  outcome: z.string(),
  install_id: z.string().nullable(),
  app_id: z.string().nullable(),
  duration_ms: z.int().nullable(),
  created_at: timestamp,
})
export type ExportedEvent = z.output<typeof exportedEvent>

const columns = fragment`u.id, u.api_key_id, u.request_id, u.surface, u.provider, u.model, u.input_tokens, u.cached_tokens,
  u.cache_write_tokens, u.output_tokens, u.reasoning_tokens, u.cost_pico, u.list_pico, u.estimated, u.outcome, u.install_id,
  u.app_id, u.duration_ms, u.created_at`

/** Oldest first, behind the id `after` and up to the id `last`. */
export const listExportedEvents = (
  db: Database,
  scope: ExportScope,
  { after, last, limit }: { after: string; last: string; limit: number },
): Promise<ExportedEvent[]> =>
  all(db, sql(exportedEvent)`${eventsOf(scope, columns, fragment`u.id > ${after} and u.id <= ${last}`, limit)}`)

/** Each key of a rotation line is read by its own index, so that a page costs what a page holds. */
const eventsOf = (scope: ExportScope, selected: Fragment, condition: Fragment, limit: number | null): Fragment => {
  const { customerId, keyLine, apiKeyId, month, outcome } = scope
  if (outcome !== undefined && outcome !== 'completed') {
    const ofKey = apiKeyId === undefined ? fragment`` : fragment` and u.api_key_id = ${apiKeyId}`
    const each = fragment`${ofKey} and ${condition} order by u.id limit ${limit}`
    return fragment`select found.* from ${unfinished(scope, { outcome, selected, page: each })} order by found.id limit ${limit}`
  }
  const completed = outcome === undefined ? fragment`` : fragment` and u.outcome = 'completed'`
  const monthOf = (owner: Fragment): Fragment =>
    fragment`select ${selected} from usage_events u
      where u.${owner} and u.month = ${month} and u.id >= ${oldestId(owner, month)} and ${condition}${completed}
      order by u.id limit ${limit}`
  if (apiKeyId !== undefined) return monthOf(fragment`api_key_id = ${apiKeyId}`)
  if (keyLine === undefined) return monthOf(fragment`customer_id = ${customerId}`)
  return fragment`select found.* from ${lineOf(keyLine)} line
    cross join lateral (${monthOf(fragment`api_key_id = line.id`)}) found order by found.id limit ${limit}`
}
