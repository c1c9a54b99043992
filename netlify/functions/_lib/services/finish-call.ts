import { setTimeout as sleep } from 'node:timers/promises'
import { release, settle, type Settlement } from '../db/calls.ts'
import { GatewayError } from '../domain/errors.ts'
import type { MonthFigures } from '../domain/month-body.ts'
import { costOf } from '../domain/pricing.ts'
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
  meter: Meter,
  outcome: string,
  inBackground: (work: Promise<unknown>) => void,
): Promise<Receipt> => {
  const { usage, estimated } = await meter.measure(call.prepared.inputText)
  const cost = costOf(call.priced.price, usage)
  // A guess is never allowed to become somebody's loss: it stops at the hold.
  const costPico = estimated && cost.costPico > call.admitted.hold_pico ? call.admitted.hold_pico : cost.costPico
  const settlement: Settlement = {
    holdId: call.holdId,
    outcome,
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
  }
  const settled = await retry(() => settle(deps.db, settlement), PATIENT_RETRIES)
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
    retry(() => settle(deps.db, settlement), LATE_RETRIES).then((late) => {
      if (late === undefined) deps.log.error('settlement_lost', { hold_id: call.holdId, cost_pico: String(costPico) })
    }),
  )
  return { usage, estimated, chargedPico: costPico, month: call.admitted, booked: false }
}

/** Gives the hold back: nothing was used. Undefined when the database is out of reach; the sweep resolves it then. */
export const releaseCall = async (deps: Deps, call: OpenCall, outcome: string): Promise<MonthFigures | undefined> =>
  retry(() => release(deps.db, { holdId: call.holdId, outcome, withdraw: false }), PATIENT_RETRIES).catch(
    (cause: unknown) => {
      deps.log.error('release_failed', { hold_id: call.holdId, ...causeFields(cause) })
      return undefined
    },
  )

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
