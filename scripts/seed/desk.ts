import type { MonitorEvent } from '../../netlify/functions/_lib/domain/monitor-event.ts'
import { monthOf } from '../../netlify/functions/_lib/domain/period.ts'
import { Books, type BookedKey } from './books.ts'
import { cardOf, type Card } from './card.ts'
import type { Profile } from './profile.ts'
import type { Random } from './random.ts'

/** A row of a table, by column. Instants are ISO 8601. */
export type Row = Readonly<Record<string, unknown>>

export type Ids = { customer: string; keys: readonly string[] }

/** What is written when all customers' rows are in, because its ids are to be in the order of its times. */
export type Audit = { at: number; actor: string; action: string; target: string | null; meta: Row }
/** `url`: where it goes; null: where the customer's alerts go. */
export type Message = { at: number; customerId: string; eventType: string; payload: Row; url: string | null }
export type Told = { at: number; event: MonitorEvent }

/** From when on the gateway still has jobs, and what its monitor was told. */
export type Kept = { jobsFrom: number; eventsFrom: number }

/** Tables with rows of one customer's, in the order in which they are written. */
export const TABLES = [
  'customers',
  'api_keys',
  'key_devices',
  'holds',
  'async_jobs',
  'usage_events',
  'ledger_entries',
  'monthly_usage',
  'monthly_key_usage',
  'topup_events',
  'stripe_events',
  'auto_topups',
  'alerts_sent',
] as const

export type Tables = Record<(typeof TABLES)[number], Row[]>

type DeskOptions = { random: Random; profile: Profile; ids: Ids; now: number; kept: Kept }

/** One customer's business while it goes on: its books, its rows, and what is still to come. */
export class Desk {
  readonly books: Books
  readonly tables = Object.fromEntries(TABLES.map((name): [string, Row[]] => [name, []])) as Tables // A list for each.
  readonly audit: Audit[] = []
  readonly messages: Message[] = []
  readonly events: Told[] = []
  readonly random: Random
  readonly profile: Profile
  readonly ids: Ids
  readonly now: number
  readonly kept: Kept
  readonly card: Card | undefined
  /** By the key's place, and by it and the install id. */
  readonly lastSeen = new Map<number, { at: number; installId: string | null }>()
  readonly devices = new Map<string, { firstAt: number; lastAt: number }>()
  /** Thresholds that have been crossed. */
  readonly alerted = new Set<string>()
  /** Of whatever runs on no device. */
  readonly serverIpHash: string
  /** The month in which an automatic top-up was ordered, until there is enough credit again. */
  orderedMonth: string | null = null
  #pending: { at: number; run: () => void }[] = []

  constructor({ random, profile, ids, now, kept }: DeskOptions) {
    this.books = new Books(profile.capCents)
    this.random = random
    this.profile = profile
    this.ids = ids
    this.now = now
    this.kept = kept
    this.card = cardOf(profile, random)
    this.serverIpHash = random.hex(64)
  }

  key(index: number): BookedKey {
    const line = this.profile.keys[index]?.line ?? index
    return { id: this.idOf(index), line: this.idOf(line), capCents: this.profile.keyCapsCents[index] ?? null }
  }

  idOf(keyIndex: number): string {
    const id = this.ids.keys[keyIndex]
    if (id === undefined) throw new Error(`there is no key ${keyIndex}`)
    return id
  }

  /** Does something later, unless that is in the future. */
  later(at: number, run: () => void): void {
    if (at >= this.now) return
    this.#pending.push({ at, run })
    this.#pending.sort((one, other) => one.at - other.at)
  }

  /** Does all that was to happen until then. */
  proceedTo(at: number): void {
    for (let [next] = this.#pending; next !== undefined && next.at <= at; [next] = this.#pending) {
      this.#pending.shift()
      next.run()
    }
  }

  note(at: number, actor: string, action: string, meta: Row, target = `customer:${this.ids.customer}`): void {
    this.audit.push({ at, actor, action, target, meta })
  }

  /** Tells the monitor, unless it has forgotten by now. */
  tell(at: number, event: MonitorEvent): void {
    if (at >= this.kept.eventsFrom && at < this.now) this.events.push({ at, event })
  }
}

export const iso = (at: number): string => new Date(at).toISOString()

/** An instant of the far future is none. */
export const isoOrNull = (at: number): string | null => (at === Infinity ? null : iso(at))

export const monthAt = (at: number): string => monthOf(new Date(at))
