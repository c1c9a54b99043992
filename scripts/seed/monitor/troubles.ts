import type { Surface } from '../../../netlify/functions/_lib/services/prepared-call.ts'
import { DAY, HOUR, instants, type Time } from '../calendar.ts'
import { callerOf } from '../caller.ts'
import { monthAt, type Desk } from '../desk.ts'
import type { KeyProfile } from '../keys.ts'
import type { Workload } from '../workloads.ts'
import { buildAt } from '../call.ts'
import { tellOfRefusal } from './call-events.ts'
import { tellOfClientErrors } from './client-errors.ts'
import { REFUSALS, type AskedModel } from './refusals.ts'
import type { WantedModel } from './wanted-models.ts'

/** A key, by its place, and what it is used for. */
type User = { index: number; key: KeyProfile; workload: Workload }

/** Calls in a month. */
const BUSY = 50

/** Tells of what programs did wrong: refusals that leave no trace in the books, and errors of their own. */
export const tellOfTroubles = (desk: Desk, wanted: readonly WantedModel[]): void => {
  const callsKept = desk.tables.holds.filter(
    (row) => Date.parse(String(row['created_at'])) >= desk.kept.eventsFrom,
  ).length
  for (const [index, key] of desk.profile.keys.entries()) {
    if (key.workload === undefined) continue
    const user = { index, key, workload: key.workload }
    knockInVain(desk, user)
    // Those who hardly call have hardly any trouble.
    if (!desk.random.chance(callsKept / BUSY)) continue
    hurry(desk, user)
    overstep(desk, user)
    askForUnpriced(desk, user, wanted)
    mistype(desk, user)
    if (key.workload.onDevices) tellOfClientErrors(desk, index, aliveTime(desk, key))
  }
}

/** While the monitor remembers and the key works. */
const aliveTime = ({ kept, now, profile }: Desk, key: KeyProfile): Time => ({
  from: Math.max(kept.eventsFrom, key.createdAt, profile.createdAt),
  to: Math.min(now, key.until, profile.disabledAt),
})

/** Programs go on for a while with keys that work no more. */
const knockInVain = (desk: Desk, user: User): void => {
  const { key } = user
  const { disabledAt } = desk.profile
  const isDisabled = disabledAt < key.until
  const ended = Math.min(disabledAt, key.until)
  if (ended === Infinity) return
  const code = isDisabled ? 'CUSTOMER_DISABLED' : 'UNAUTHORIZED'
  refuse(desk, user, { code, times: { from: ended + HOUR / 12, to: ended + (isDisabled ? 2 * DAY : DAY) }, count: 5 })
}

/** Bursts within a minute, where there is a limit. */
const hurry = (desk: Desk, user: User): void => {
  const { rpmLimit, concurrencyLimit } = user.key
  const code = rpmLimit !== null ? 'RATE_LIMITED' : concurrencyLimit !== null ? 'CONCURRENCY_LIMIT' : undefined
  if (code === undefined) return
  for (const from of timesIn(desk, user, aliveTime(desk, user.key), 2))
    refuse(desk, user, { code, times: { from, to: from + 20_000 }, count: desk.random.between(2, 5) })
}

/** What a list, a seat or a revoked device does not allow. */
const overstep = (desk: Desk, user: User): void => {
  const { key } = user
  const alive = aliveTime(desk, key)
  if (desk.profile.traits.access === 'allow-lists' && key.role !== 'owner')
    refuse(desk, user, { code: 'MODEL_NOT_ALLOWED', times: alive, count: 2, asked: DEAR_MODEL, surface: 'chat' })
  if (key.maxDevices !== null)
    refuse(desk, user, { code: 'SEAT_LIMIT', times: alive, count: 3, installId: desk.random.uuid() })
  for (const { installId, revokedAt } of key.devices) {
    const from = Math.max(alive.from, revokedAt)
    if (revokedAt !== Infinity)
      refuse(desk, user, {
        code: 'DEVICE_REVOKED',
        times: { from, to: Math.min(alive.to, from + DAY) },
        count: 3,
        installId,
      })
  }
}

/** Of those that are priced, one of the dearest. */
const DEAR_MODEL = { provider: 'openai', model: 'gpt-5-pro' }

const askForUnpriced = (desk: Desk, user: User, wanted: readonly WantedModel[]): void => {
  const { random } = desk
  // Whoever tries things out by hand, and some programs.
  if (wanted.length === 0 || !random.chance(user.key.role === 'owner' ? 1 : 0.3)) return
  const asked = random.pick(wanted)
  // Only the vendors' dialects take a model without its provider.
  const surface = asked.provider === undefined ? 'openai-chat' : 'chat'
  const times = aliveTime(desk, user.key)
  refuse(desk, user, { code: 'UNPRICED_MODEL', times, count: random.between(1, 4), asked, surface })
}

const mistype = (desk: Desk, user: User): void => {
  const count = desk.random.between(0, 2)
  // An answer as long as a book, of the dearest model.
  const dear = { asked: DEAR_MODEL, surface: 'chat' as const }
  if (user.key.role === 'owner')
    refuse(desk, user, { code: 'CAP_REACHED', times: aliveTime(desk, user.key), count: 1, ...dear })
  refuse(desk, user, { code: 'BAD_REQUEST', times: aliveTime(desk, user.key), count, asked: NOT_READ, surface: 'chat' })
}

/** The body was not read as far as that. */
const NOT_READ = { provider: undefined, model: undefined }

type Refused = {
  code: keyof typeof REFUSALS
  times: Time
  count: number
  /** Absent: what the program usually asks for. */
  asked?: AskedModel
  surface?: Surface
  /** Absent: one of the key's devices. */
  installId?: string
}

const refuse = (desk: Desk, user: User, { code, times, count, installId, ...wish }: Refused): void => {
  const { random } = desk
  const { app, surfaces } = user.workload
  for (const at of timesIn(desk, user, times, count)) {
    const caller = callerOf(desk, user.index, at, monthAt(at))
    const [provider = '', ...model] = random.draw(user.workload.models).split('/')
    const asked = wish.asked ?? { provider, model: model.join('/') }
    const surface = wish.surface ?? random.draw(surfaces)
    tellOfRefusal(desk, {
      ...{ at, failure: REFUSALS[code](asked), caller: installId === undefined ? caller : { ...caller, installId } },
      asked: { ...asked, requestId: random.uuid(), surface, appId: app, buildId: buildAt(at) },
    })
  }
}

const timesIn = (desk: Desk, { workload }: User, { from, to }: Time, count: number): number[] =>
  to <= from ? [] : instants(desk.random, { from, to }, { ...desk.profile.rhythm, hours: workload.hours }, count)
