import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { admit, release, type Admission, type Admitted, type Verdict } from '../db/calls.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Timeouts } from '../providers/transport.ts'
import { countRate } from './count-rate.ts'
import type { Deps } from './deps.ts'
import { PLAIN_ENDING, type Ending } from './finish-call.ts'
import { causeFields } from './log.ts'
import type { Exchange, PreparedCall, PricedCall } from './prepared-call.ts'
import { rateError, refusalError } from './refusal.ts'
import { orAuthenticate, type Credential } from './spender.ts'

/** Where a call came from, for the usage event. Bounded by the caller to the columns' lengths. */
export type ClientInfo = {
  requestId: string
  installId: string | undefined
  ipHash: string | undefined
  userAgent: string | undefined
  appId: string | undefined
  buildId: string | undefined
}

/** `siteOrigin`: this site's own address, or else the one that the client used, for links in what it is answered. */
export type AskingClient = ClientInfo & { siteOrigin: string }

/** An admitted call: money is held for it until it is settled or released. */
export type OpenCall = {
  kind: 'open'
  holdId: string
  prepared: PreparedCall
  priced: PricedCall
  exchange: Exchange
  admitted: Admitted
  client: ClientInfo
  openedAt: number
  /** When the answer is cut off, in epoch milliseconds. */
  deadlineAt: number
  /** Aborts, with a GatewayError, when the answer is not wanted any more. */
  cancelled?: AbortSignal
  timeouts?: Timeouts
  ending: Ending
}

/** The answer of an earlier call with the same idempotency key, to be repeated byte for byte. */
export type KeptAnswer = { kind: 'kept'; status: number; headers: Readonly<Record<string, string>>; body: Uint8Array }

export type Idempotency = NonNullable<Admission['idempotency']>

export type Attempt = {
  idempotency?: Idempotency | undefined
  /** Another try of a request that was counted already: the next model after the first one failed. */
  isFurther?: boolean
  /** When the request began, for the deadline of an attempt that is not its first. */
  openedAt?: number
  /** How the call is admitted, and for how long its money is held; absent: for a caller who waits. */
  admission?: { admit: (admission: Admission) => Promise<Verdict>; ttlSeconds: number } | undefined
}

/** The hold outlives the call's deadline by this much, so that a settlement is never raced by the sweep in good health. */
const HOLD_MARGIN_SECONDS = 60

/**
 * Admits a call: one round trip that checks everything and holds the worst case. `inBackground` keeps the process for cleaning
 * up when the answer of the database is lost.
 * @throws GatewayError what `prepare` throws (after the credential was checked), every refusal of admission,
 *   DATABASE_UNAVAILABLE
 */
export const openCall = async (
  deps: Deps,
  credential: Credential,
  prepare: () => PreparedCall,
  client: AskingClient,
  inBackground: (work: Promise<unknown>) => void,
  attempt: Attempt = {},
): Promise<OpenCall | KeptAnswer> => {
  const prepared = await orAuthenticate(deps, credential, prepare)
  deps.monitor.learn({ provider: prepared.provider, model: prepared.model })
  const openedAt = attempt.openedAt ?? Date.now()
  const holdId = randomUUID()
  const countInRedis = deps.limiter?.isTrusted() === true
  const admitting = attempt.admission?.admit ?? ((admission: Admission) => admit(deps.db, admission))
  const verdict = await admitOrWithdraw(deps, admitting, inBackground, {
    holdId,
    credential,
    surface: prepared.surface,
    provider: prepared.provider,
    model: prepared.model,
    price: prepared.priced?.worst,
    maxTokens: prepared.maxTokens,
    minTokens: prepared.minTokens,
    ttlSeconds: attempt.admission?.ttlSeconds ?? Math.ceil(deps.settings.softDeadlineMs / 1000) + HOLD_MARGIN_SECONDS,
    ...client,
    defaultRpm: deps.settings.defaultRpmLimit,
    countRate: !countInRedis && attempt.isFurther !== true,
    idempotency: attempt.idempotency,
  })
  deps.monitor.learn({ customerId: verdict.customer_id ?? undefined, apiKeyId: verdict.api_key_id ?? undefined })
  if (verdict.verdict === 'REPLAY') {
    return { kind: 'kept', status: verdict.answer_status, headers: verdict.answer_headers, body: verdict.answer_body }
  }
  if (verdict.verdict !== 'ADMITTED') {
    throw refusalError(verdict, prepared, client.siteOrigin)
  }
  if (prepared.priced === undefined) throw new Error('admission let a call without a price pass')
  if (countInRedis && attempt.isFurther !== true) await countOrWithdraw(deps, holdId, verdict, inBackground)
  const exchange = prepared.exchange(verdict.granted_tokens)
  return {
    kind: 'open',
    holdId,
    prepared,
    priced: prepared.priced,
    exchange,
    admitted: verdict,
    client,
    openedAt,
    deadlineAt: openedAt + deps.settings.softDeadlineMs,
    ending: PLAIN_ENDING,
  }
}

const admitOrWithdraw = async (
  deps: Deps,
  admitting: (admission: Admission) => Promise<Verdict>,
  inBackground: (work: Promise<unknown>) => void,
  admission: Admission,
): Promise<Verdict> => {
  try {
    return await admitting(admission)
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'DATABASE_UNAVAILABLE') {
      inBackground(withdrawLost(deps, admission.holdId))
    }
    throw error
  }
}

/**
 * When the answer of an admission is lost, its hold may exist all the same, or come to exist while we ask: the database
 * finishes what it has begun. So it is asked for repeatedly, until it was given back or cannot come any more; what still
 * escapes is the sweep's.
 */
const withdrawLost = async (deps: Deps, holdId: string): Promise<void> => {
  for (const pause of [0, 500, 2_000, 4_000]) {
    await sleep(pause)
    try {
      if ((await release(deps.db, { holdId, outcome: 'DATABASE_UNAVAILABLE', withdraw: true })) !== undefined) return
    } catch (error) {
      deps.log.warn('withdrawal_failed', { hold_id: holdId, ...causeFields(error) })
    }
  }
}

/** Counts the admitted request in Redis (in PostgreSQL when Redis is out of reach) and withdraws it when it is one too many. */
const countOrWithdraw = async (
  deps: Deps,
  holdId: string,
  admitted: Admitted,
  inBackground: (work: Promise<unknown>) => void,
): Promise<void> => {
  try {
    const verdict = await countRate(deps, admitted)
    if (verdict === 'unlimited' || verdict.allowed) return
    await release(deps.db, { holdId, outcome: 'RATE_LIMITED', withdraw: true })
    throw rateError('RATE_LIMITED', 'Too many requests with this key', verdict)
  } catch (error) {
    // Whether counting or giving back failed: nobody will be called, so nothing may stay held.
    if (!(error instanceof GatewayError && error.code === 'RATE_LIMITED')) inBackground(withdrawLost(deps, holdId))
    throw error
  }
}
