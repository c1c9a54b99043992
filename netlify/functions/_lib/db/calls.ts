import { z } from 'zod'
import type { ChargeLine } from '../domain/pricing.ts'
import { chargeLinesJson } from './charge-lines.ts'
import { id, pico, timestamp } from './columns.ts'
import { all, fragment, maybe, one, sql, type Database, type Fragment } from './database.ts'

/** The call's life in the database: admit, settle, release, sweep. Each is one round trip and safe under any concurrency. */

const position = {
  customer_cap_pico: pico,
  customer_spent_pico: pico,
  customer_held_pico: pico,
  key_cap_pico: pico.nullable(),
  key_spent_pico: pico,
  key_held_pico: pico,
}

/** Where a customer and a key stand in a month. */
export const monthPosition = z.object({ month: z.string(), ...position })
export type MonthPosition = z.output<typeof monthPosition>

const rate = { rate_limit: z.int().nullable(), rate_remaining: z.int().nullable(), rate_reset: timestamp.nullable() }

const refusalOf = z.enum([
  'UNAUTHORIZED',
  'CUSTOMER_DISABLED',
  'FORBIDDEN',
  'PROVIDER_NOT_ALLOWED',
  'MODEL_NOT_ALLOWED',
  'UNPRICED_MODEL',
  'INSTALL_ID_REQUIRED',
  'DEVICE_REVOKED',
  'SEAT_LIMIT',
  'CONCURRENCY_LIMIT',
  'RATE_LIMITED',
  'IDEMPOTENCY_MISMATCH',
  'IDEMPOTENCY_RUNNING',
  'IDEMPOTENCY_LOST',
])
export type PlainRefusal = z.output<typeof refusalOf>

/** Who was refused; null: nobody that we know. */
const refused = { customer_id: id.nullable(), api_key_id: id.nullable() }

const verdict = z.discriminatedUnion('verdict', [
  z.object({
    verdict: z.literal('ADMITTED'),
    customer_id: id,
    api_key_id: id,
    key_last4: z.string(),
    granted_tokens: z.int(),
    hold_pico: pico,
    expires_at: timestamp,
    rpm_limit: z.int().nullable(),
    rpd_limit: z.int().nullable(),
    ...rate,
    month: z.string(),
    ...position,
  }),
  z.object({
    verdict: z.literal('CAP_REACHED'),
    ...refused,
    refused_scope: z.enum(['customer', 'key']),
    refused_reason: z.enum(['cap_reached', 'too_large', 'in_flight']),
    needed_pico: pico,
    affordable_tokens: z.int().nullable(),
    month: z.string(),
    ...position,
  }),
  z.object({
    verdict: z.literal('REPLAY'),
    customer_id: id,
    api_key_id: id,
    answer_status: z.int(),
    answer_headers: z.record(z.string(), z.string()),
    answer_body: z.string().transform((text) => Buffer.from(text, 'base64')),
  }),
  z.object({ verdict: refusalOf, ...refused, ...rate }),
])
export type Verdict = z.output<typeof verdict>
export type Admitted = Extract<Verdict, { verdict: 'ADMITTED' }>
export type CapRefusal = Extract<Verdict, { verdict: 'CAP_REACHED' }>

export type Admission = {
  /** A UUID made by the caller, so that a hold whose answer was lost can still be released. */
  holdId: string
  credential: { keyHash: string } | { apiKeyId: string }
  surface: string
  provider: string
  model: string
  requestId: string
  /** Undefined: the model has no price. */
  price: { inputPico: bigint; outputPicoPerToken: bigint; floorPico: bigint } | undefined
  maxTokens: number
  /** Fewer than maxTokens may be granted when money is short, but never fewer than this. */
  minTokens: number
  ttlSeconds: number
  installId: string | undefined
  ipHash: string | undefined
  userAgent: string | undefined
  appId: string | undefined
  buildId: string | undefined
  defaultRpm: number
  countRate: boolean
  /** `owner` is a UUID, the same in every attempt of one request; `requestHash` is SHA-256 in hex. */
  idempotency: { key: string; requestHash: string; owner: string } | undefined
}

export const admit = (db: Database, call: Admission): Promise<Verdict> =>
  one(db, sql(verdict)`select * from ${admissionOf(call)}`)

/** The same, with what is to be done beside it in the same statement: `beside` may read the row as `admitted`. */
export const admitBeside = (db: Database, call: Admission, beside: Fragment): Promise<Verdict> =>
  one(
    db,
    sql(verdict)`with admitted as (select * from ${admissionOf(call)}), beside as (${beside}) select * from admitted`,
  )

const admissionOf = (call: Admission): Fragment =>
  fragment`admit(
      p_hold_id => ${call.holdId},
      p_key_hash => ${'keyHash' in call.credential ? call.credential.keyHash : null},
      p_key_id => ${'apiKeyId' in call.credential ? call.credential.apiKeyId : null},
      p_surface => ${call.surface}, p_provider => ${call.provider}, p_model => ${call.model},
      p_request_id => ${call.requestId},
      p_input_pico => ${call.price?.inputPico ?? null},
      p_output_pico => ${call.price?.outputPicoPerToken ?? null},
      p_floor_pico => ${call.price?.floorPico ?? null},
      p_max_tokens => ${call.maxTokens}, p_min_tokens => ${call.minTokens}, p_ttl_seconds => ${call.ttlSeconds},
      p_install_id => ${call.installId ?? null}, p_ip_hash => ${call.ipHash ?? null},
      p_user_agent => ${call.userAgent ?? null}, p_app_id => ${call.appId ?? null}, p_build_id => ${call.buildId ?? null},
      p_default_rpm => ${call.defaultRpm}, p_count_rate => ${call.countRate},
      p_idempotency_key => ${call.idempotency?.key ?? null}, p_request_hash => ${call.idempotency?.requestHash ?? null},
      p_owner => ${call.idempotency?.owner ?? null})`

export type Settlement = {
  holdId: string
  outcome: string
  costPico: bigint
  listPico: bigint
  inputTokens: number
  cachedTokens: number
  cacheWriteTokens: number
  outputTokens: number
  reasoningTokens: number
  estimated: boolean
  durationMs: number
  firstTokenMs: number | undefined
  warnPct: number
  /** What the cost is the sum of; undefined when it is not known. */
  chargeLines: readonly ChargeLine[] | undefined
}

export const settled = monthPosition.extend({
  charged_pico: pico,
  overrun_pico: pico,
  booked: z.boolean(),
  alerts: z.array(z.string()),
})
export type Settled = z.output<typeof settled>

/** Safe to repeat: the first settlement's figures come back. Late ones (after expiry) are booked as an adjustment. */
export const settle = (db: Database, call: Settlement): Promise<Settled> =>
  one(
    db,
    sql(settled)`select * from settle(
      p_hold_id => ${call.holdId}, p_outcome => ${call.outcome},
      p_cost_pico => ${call.costPico}, p_list_pico => ${call.listPico},
      p_input_tokens => ${call.inputTokens}, p_cached_tokens => ${call.cachedTokens},
      p_cache_write_tokens => ${call.cacheWriteTokens}, p_output_tokens => ${call.outputTokens},
      p_reasoning_tokens => ${call.reasoningTokens}, p_estimated => ${call.estimated},
      p_duration_ms => ${call.durationMs}, p_first_token_ms => ${call.firstTokenMs ?? null}, p_warn_pct => ${call.warnPct},
      p_charge_lines => ${chargeLinesJson(call.chargeLines)}::jsonb)`,
  )

export type Release = {
  holdId: string
  /** Why nothing was charged: an error code. */
  outcome: string
  /** Also gives back a device seat that the call had just taken. */
  withdraw: boolean
}

/** Undefined when no such hold exists: its admission never committed. */
export const release = (db: Database, call: Release): Promise<MonthPosition | undefined> =>
  maybe(db, sql(monthPosition)`select * from release(${call.holdId}, ${call.outcome}, ${call.withdraw})`)

const swept = z.object({ hold_id: z.string(), customer_id: id, charged_pico: pico })

/** Resolves up to `limit` holds whose time is over. */
export const sweepHolds = (db: Database, limit: number): Promise<z.output<typeof swept>[]> =>
  all(db, sql(swept)`select * from sweep_holds(${limit})`)

const counted = z.object({ allowed: z.boolean(), ...rate })
export type CountedRequest = z.output<typeof counted>

/** Counts a request in PostgreSQL, for when the usual limiter is out of reach. Null or non-positive limits are off. */
export const countRequest = (
  db: Database,
  apiKeyId: string,
  limits: { rpm: number | null; rpd: number | null },
): Promise<CountedRequest> =>
  one(db, sql(counted)`select * from count_request(${apiKeyId}, ${limits.rpm}, ${limits.rpd})`)

/** Drops counters and kept answers whose time is over. */
export const purgeCounters = async (db: Database): Promise<void> => {
  await all(
    db,
    sql(z.object({}))`with windows as (
        delete from rate_limit_windows
         where window_start < now() - case window_kind when 'minute' then interval '1 hour' else interval '2 days' end
      ), logins as (
        delete from login_failures where first_at < now() - interval '1 day'
      ), answers as (
        delete from idempotency_keys where created_at < now() - interval '1 day'
      ) select 1`,
  )
}

export type ClosedAnswer = {
  apiKeyId: string
  key: string
  owner: string
  status: number
  headers: Readonly<Record<string, string>>
  body: Uint8Array
}

/** Keeps the answer of a call that was charged under its idempotency key; forgets the key when it was not. */
export const closeIdempotent = async (db: Database, answer: ClosedAnswer): Promise<boolean> => {
  const { kept } = await one(
    db,
    sql(
      z.object({ kept: z.boolean() }),
    )`select * from close_idempotent(${answer.apiKeyId}, ${answer.key}, ${answer.owner},
      ${answer.status}, ${JSON.stringify(answer.headers)}::jsonb, ${Buffer.from(answer.body).toString('base64')})`,
  )
  return kept
}
