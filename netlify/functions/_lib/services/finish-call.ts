import { setTimeout as sleep } from 'node:timers/promises'
import { release, settle, type MonthPosition, type Release, type Settled, type Settlement } from '../db/calls.ts'
import type { Database } from '../db/database.ts'
import { GatewayError } from '../domain/errors.ts'
import type { MonthFigures } from '../domain/month-body.ts'
import { chargeLines, sumOf } from '../domain/pricing.ts'
import { cacheWriteTokens, type Usage } from '../domain/usage.ts'
import type { Deps } from './deps.ts'
import { causeFields } from './log.ts'
import type { Meter } from './meter.ts'
import type { OpenCall } from './open-call.ts'

/** What a call cost in the end. `booked` is false while the database is out of reach; the charge follows. */
export type Receipt = {
  usage: Usage
  estimated: boolean
  chargedPico: bigint
  month: MonthFigures
  booked: boolean
}

/** What there is to say of an answer besides its money. */
export type Ended = { meter: Meter; failure: GatewayError | undefined }

/** How the end of a call is written down: one round trip that can be repeated. */
export type Ending = {
  settle(db: Database, settlement: Settlement, ended: Ended): Promise<Settled>
  release(db: Database, order: Release, ended: Ended): Promise<MonthPosition | undefined>
}

/** For a caller who waits for the answer. */
export const PLAIN_ENDING: Ending = { settle, release }

/** While the caller waits, and then in the background. Milliseconds. */
const PATIENT_RETRIES = [100, 300, 900, 2_000]
const LATE_RETRIES = [5_000, 10_000, 20_000, 40_000, 60_000, 120_000, 240_000]

/**
 * Charges a call for what it used, whatever became of it. Does not throw: when the database stays away, the settlement goes on
 * in the background (`inBackground` keeps the process for it) and the receipt says so.
 */
export const settleCall = async (
  deps: Deps,
  call: OpenCall,
  ended: Ended,
  inBackground: (work: Promise<unknown>) => void,
): Promise<Receipt> => {
  const { meter, failure } = ended
  const { usage, estimated } = await meter.measure(call.prepared.inputText)
  const lines = chargeLines(call.priced.price, usage)
  const cost = sumOf(lines)
  // A guess is never allowed to become somebody's loss: it stops at the hold.
  const costPico = estimated && cost.costPico > call.admitted.hold_pico ? call.admitted.hold_pico : cost.costPico
  const settlement: Settlement = {
    holdId: call.holdId,
    outcome: failure?.code ?? 'completed',
    costPico,
    listPico: cost.listPico,
    inputTokens: usage.inputTokens,
    cachedTokens: usage.cachedTokens,
    cacheWriteTokens: cacheWriteTokens(usage),
    outputTokens: usage.outputTokens,
    reasoningTokens: usage.reasoningTokens,
    estimated,
    durationMs: Date.now() - call.openedAt,
    firstTokenMs: meter.firstEventAt === undefined ? undefined : meter.firstEventAt - call.openedAt,
    warnPct: deps.settings.capWarnPct,
    chargeLines: lines,
  }
  const write = () => call.ending.settle(deps.db, settlement, ended)
  const settled = await retry(write, PATIENT_RETRIES)
  if (settled !== undefined) {
    if (settled.overrun_pico > 0n) {
      deps.log.warn('overrun', {
        hold_id: call.holdId,
        model: call.prepared.model,
        overrun_pico: String(settled.overrun_pico),
      })
    }
    return { usage, estimated, chargedPico: settled.charged_pico, month: settled, booked: true }
  }
  deps.log.error('settlement_delayed', {
    hold_id: call.holdId,
    cost_pico: String(costPico),
    request_id: call.client.requestId,
  })
  inBackground(
    retry(write, LATE_RETRIES).then((late) => {
      if (late === undefined) deps.log.error('settlement_lost', { hold_id: call.holdId, cost_pico: String(costPico) })
    }),
  )
  return { usage, estimated, chargedPico: costPico, month: call.admitted, booked: false }
}

/** Gives the hold back: nothing was used. Undefined when the database is out of reach; the sweep resolves it then. */
export const releaseCall = async (
  deps: Deps,
  call: OpenCall,
  ended: Ended & { failure: GatewayError },
): Promise<MonthFigures | undefined> => {
  const order: Release = { holdId: call.holdId, outcome: ended.failure.code, withdraw: false }
  return retry(() => call.ending.release(deps.db, order, ended), PATIENT_RETRIES).catch((cause: unknown) => {
    deps.log.error('release_failed', { hold_id: call.holdId, ...causeFields(cause) })
    return undefined
  })
}

/** Settling and releasing twice is harmless, so a lost answer may be asked for again. Undefined when all tries failed. */
const retry = async <T>(attempt: () => Promise<T>, pauses: readonly number[]): Promise<T | undefined> => {
  for (const pause of [...pauses, undefined]) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof GatewayError && error.code === 'DATABASE_UNAVAILABLE')) throw error
      if (pause !== undefined) await sleep(pause)
    }
  }
  return undefined
}
