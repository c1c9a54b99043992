import { z } from 'zod'
import { EVENT_KINDS, EVENT_LEVELS, type EventKind, type EventLevel } from '../domain/monitor-event.ts'
import { id, timestamp } from './columns.ts'
import { all, fragment, one, sql, type Database, type Fragment } from './database.ts'

/** What the operator sees of the gateway at work (sql/0015_monitor.sql). */

const eventRow = z.object({
  id,
  created_at: timestamp,
  request_id: z.string().nullable(),
  level: z.enum(EVENT_LEVELS),
  kind: z.enum(EVENT_KINDS),
  function_name: z.string().nullable(),
  method: z.string().nullable(),
  path: z.string().nullable(),
  app_id: z.string().nullable(),
  build_id: z.string().nullable(),
  customer_id: id.nullable(),
  api_key_id: id.nullable(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  http_status: z.int().nullable(),
  duration_ms: z.int().nullable(),
  error_code: z.string().nullable(),
  error_message: z.string().nullable(),
  upstream_status: z.int().nullable(),
  upstream_body: z.string().nullable(),
  user_agent: z.string().nullable(),
  ip_hash: z.string().nullable(),
  install_id: z.string().nullable(),
  extra: z.record(z.string(), z.unknown()),
})
export type EventRow = z.output<typeof eventRow>

/** With the names that go with the numbers in it, as they are today; null where there is no such customer or key (any more). */
const namedEventRow = eventRow.extend({
  customer_email: z.string().nullable(),
  key_label: z.string().nullable(),
  key_last4: z.string().nullable(),
})
export type NamedEventRow = z.output<typeof namedEventRow>

/** A new event: everything but the id, times as ISO 8601. Fields that are missing are null. */
export type NewEventRow = { created_at: string; level: EventLevel; kind: EventKind } & Readonly<Record<string, unknown>>

/** All or none of them, in one round trip and in this order. */
export const writeEvents = async (db: Database, rows: readonly NewEventRow[]): Promise<void> => {
  const written = z.object({ written: z.int() })
  await one(db, sql(written)`select write_gateway_events(${JSON.stringify(rows)}::jsonb) as written`)
}

/** What a list is narrowed to. `requestPrefix`: how the request id begins. */
export type EventFilter = {
  level?: EventLevel | undefined
  kinds?: readonly EventKind[] | undefined
  functionName?: string | undefined
  appId?: string | undefined
  errorCode?: string | undefined
  requestId?: string | undefined
  requestPrefix?: string | undefined
  customerId?: string | undefined
  since?: Date | undefined
}

const narrowedTo = (filter: EventFilter): Fragment => {
  const { level, kinds, functionName, appId, errorCode, requestId, requestPrefix, customerId, since } = filter
  return fragment`${level === undefined ? fragment`` : fragment` and level = ${level}`}${
    kinds === undefined ? fragment`` : fragment` and kind = any (${kinds}::text[])`
  }${functionName === undefined ? fragment`` : fragment` and function_name = ${functionName}`}${
    appId === undefined ? fragment`` : fragment` and app_id = ${appId}`
  }${errorCode === undefined ? fragment`` : fragment` and error_code = ${errorCode}`}${requestId === undefined ? fragment`` : fragment` and request_id = ${requestId}`}${
    requestPrefix === undefined ? fragment`` : fragment` and request_id ^@ ${requestPrefix}`
  }${customerId === undefined ? fragment`` : fragment` and customer_id = ${customerId}`}${
    since === undefined ? fragment`` : fragment` and created_at >= ${since}`
  }`
}

const columns = fragment`id, created_at, request_id, level, kind, function_name, method, path, app_id, build_id, customer_id, api_key_id,
  provider, model, http_status, duration_ms, error_code, error_message, upstream_status, upstream_body, user_agent, ip_hash,
  install_id, extra`

/** Looked up for the rows of a page alone, however many events there are; in no order. */
const named = (page: Fragment): Fragment =>
  fragment`select e.*, c.email as customer_email, k.label as key_label, k.key_last4
    from (${page}) e
    left join customers c on c.id = e.customer_id
    left join api_keys k on k.id = e.api_key_id`

/** From the event after `after`, up to and with `upTo`. */
export const readEvents = (
  db: Database,
  { filter, after, upTo, limit }: { filter: EventFilter; after: string; upTo?: string | undefined; limit: number },
): Promise<NamedEventRow[]> =>
  all(
    db,
    sql(namedEventRow)`${named(fragment`select ${columns} from gateway_events
      where id > ${after}${upTo === undefined ? fragment`` : fragment` and id <= ${upTo}`}${narrowedTo(filter)}
      order by id limit ${limit}`)} order by e.id`,
  )

/** Newest first, from the event before `before`. */
export const readEventsBackwards = (
  db: Database,
  { filter, before, limit }: { filter: EventFilter; before: string | undefined; limit: number },
): Promise<NamedEventRow[]> =>
  all(
    db,
    sql(namedEventRow)`${named(fragment`select ${columns} from gateway_events
      where true${before === undefined ? fragment`` : fragment` and id < ${before}`}${narrowedTo(filter)}
      order by id desc limit ${limit}`)} order by e.id desc`,
  )

/** `0` when there is none. */
export const newestEventId = async (db: Database): Promise<string> =>
  (await one(db, sql(z.object({ id }))`select coalesce(max(id), 0) as id from gateway_events`)).id

/** The oldest UTC day's events before `before`, in order. */
export const oldestEvents = (db: Database, before: Date, limit: number): Promise<EventRow[]> =>
  all(
    db,
    sql(eventRow)`
      with oldest as (
        select date_trunc('day', min(created_at), 'UTC') as day from gateway_events where created_at < ${before}
      )
      select ${columns} from gateway_events
       where created_at >= (select day from oldest) and created_at < (select day from oldest) + interval '24 hours'
         and created_at < ${before}
       order by id limit ${limit}`,
  )

const deleted = z.object({ deleted: z.int() })

export const deleteEvents = async (db: Database, ids: readonly string[]): Promise<number> =>
  (
    await one(
      db,
      sql(deleted)`with gone as (delete from gateway_events where id = any (${ids}::bigint[]) returning 1)
        select count(*)::int as deleted from gone`,
    )
  ).deleted

/** At most `limit` of the events before `before`, the oldest; says how many. */
export const pruneEvents = async (db: Database, before: Date, limit: number): Promise<number> =>
  (
    await one(
      db,
      sql(deleted)`with old as (
          select id from gateway_events where created_at < ${before} order by created_at limit ${limit}
        ), gone as (delete from gateway_events e using old where e.id = old.id returning 1)
        select count(*)::int as deleted from gone`,
    )
  ).deleted

/** Counts a report of an address. False: it was one too many in this minute, and was not counted. */
export const countClientReport = async (db: Database, ipHash: string, limit: number): Promise<boolean> => {
  const { allowed } = await one(
    db,
    sql(z.object({ allowed: z.boolean() }))`with counted as (
        insert into client_report_windows as w (ip_hash, window_start, count)
        values (${ipHash}, date_trunc('minute', now(), 'UTC'), 1)
        on conflict (ip_hash, window_start) do update set count = w.count + 1 where w.count < ${limit}
        returning 1
      ) select exists (select 1 from counted) as allowed`,
  )
  return allowed
}

export const purgeClientReports = async (db: Database): Promise<void> => {
  await all(db, sql(z.object({}))`delete from client_report_windows where window_start < now() - interval '1 hour'`)
}
