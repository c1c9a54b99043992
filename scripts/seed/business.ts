import { writeAccount } from './account-rows.ts'
import { admitCall, type Charge } from './admission.ts'
import { noteAlerts } from './alerts.ts'
import { watchThreshold } from './auto-top-up.ts'
import type { BookedKey, Entry } from './books.ts'
import { imagineCall, type Call } from './call.ts'
import { eventRow, holdRow } from './call-rows.ts'
import { callerOf, noteSeen } from './caller.ts'
import type { Span } from './calendar.ts'
import { monthAt, type Desk } from './desk.ts'
import { keepJob, shownJobEnding } from './jobs/keep-job.ts'
import { chainRows } from './ledger-chain.ts'
import { planPayments } from './money-in.ts'
import { tellOfCall, tellOfRefusal } from './monitor/call-events.ts'
import { capError } from './monitor/refusals.ts'
import { tellOfTroubles } from './monitor/troubles.ts'
import type { WantedModel } from './monitor/wanted-models.ts'
import type { PricedWorkloads } from './prices.ts'
import { monthRows } from './month-rows.ts'
import { attemptsOf, type Attempt } from './timeline.ts'

/** `wanted`: models that programs ask for in vain. */
export type World = { spans: readonly Span[]; workloads: PricedWorkloads; wanted: readonly WantedModel[] }

export type Tally = { calls: number; refused: number }

/**
 * Lets a customer's business go on from its beginning until now, call by call against its caps, and leaves every row of it on the
 * desk. `shownKey`: of the first key, where it is to work.
 */
export const doBusiness = (
  desk: Desk,
  { spans, workloads, wanted }: World,
  shownKey?: { hash: string; last4: string },
): Tally => {
  const tally = { calls: 0, refused: 0 }
  planPayments(desk, spans)
  for (const attempt of attemptsOf(desk.random, desk.profile, spans)) {
    desk.proceedTo(attempt.at)
    const models = workloads.get(attempt.workload)?.models ?? []
    const { at } = attempt
    const call = imagineCall(desk.random, attempt.workload, models, { at, jobEnding: shownJobEnding(desk, at) })
    // What is still under way is left to the real gateway.
    if ((call.lateAt ?? call.resolvedAt) >= desk.now) continue
    const isCharged = makeCall(desk, attempt, call)
    if (isCharged === undefined) tally.refused += 1
    else if (isCharged) tally.calls += 1
  }
  desk.proceedTo(desk.now)
  tellOfTroubles(desk, wanted)
  writeAccount(desk, shownKey)
  writeBooks(desk)
  return tally
}

/** Whether it was charged; undefined when a cap refused it. */
const makeCall = (desk: Desk, { key: index }: Attempt, call: Call): boolean | undefined => {
  const month = monthAt(call.at)
  const key = desk.key(index)
  const leftPico = desk.books.left(month, key)
  const charge = admitCall(call, leftPico)
  const caller = callerOf(desk, index, call.at, month)
  if (charge === undefined) {
    tellOfRefusal(desk, { at: call.at, failure: capError(leftPico), asked: call, caller })
    return undefined
  }
  noteSeen(desk, index, call.at, caller)
  const isCharged = call.fate !== 'released'
  const { usage } = call
  desk.books.use(
    month,
    key,
    {
      ...{ spentPico: charge.chargedPico, overrunPico: charge.overrunPico, listPico: isCharged ? call.listPico : 0n },
      inputTokens: isCharged ? usage.inputTokens : 0,
      outputTokens: isCharged ? usage.outputTokens : 0,
      calls: isCharged ? 1 : 0,
    },
    call.lateAt ?? call.resolvedAt,
  )
  desk.tables.holds.push(holdRow(call, charge, caller))
  keepJob(desk, call, caller)
  tellOfCall(desk, call, caller)
  if (!isCharged) return false
  desk.tables.usage_events.push(eventRow(call, charge, caller))
  desk.books.entries.push(...entriesOf(call, charge, key, month))
  noteAlerts(desk, month, key, call.lateAt ?? call.resolvedAt)
  watchThreshold(desk, month, call.lateAt ?? call.resolvedAt)
  return true
}

const entriesOf = (call: Call, charge: Charge, key: BookedKey, month: string): Entry[] => {
  const entry = { month, keyId: key.id, sourceKind: 'hold', sourceId: call.holdId }
  const endAt = call.lateAt ?? call.resolvedAt
  const atOncePico = call.lateAt === null ? charge.chargedPico : charge.floorPico
  const laterPico = charge.chargedPico - atOncePico
  return [
    { ...entry, at: call.resolvedAt, kind: 'charge', amountPico: atOncePico },
    ...(laterPico === 0n ? [] : [{ ...entry, at: endAt, kind: 'adjustment' as const, amountPico: laterPico }]),
    ...(charge.overrunPico === 0n
      ? []
      : [{ ...entry, at: endAt, kind: 'overrun' as const, amountPico: charge.overrunPico }]),
  ]
}

/** In the order in which things were settled, which is not the one in which they began. */
const writeBooks = ({ tables, books, ids }: Desk): void => {
  tables.usage_events.sort(
    (one, other) => Date.parse(String(one['created_at'])) - Date.parse(String(other['created_at'])),
  )
  books.entries.sort((one, other) => one.at - other.at)
  tables.ledger_entries.push(...chainRows(ids.customer, books.entries))
  const { months, keyMonths } = monthRows(ids.customer, books)
  tables.monthly_usage.push(...months)
  tables.monthly_key_usage.push(...keyMonths)
}
