import { PICO_PER_CENT } from '../../netlify/functions/_lib/domain/money.ts'

export type Entry = {
  at: number
  kind: 'charge' | 'topup' | 'refund' | 'adjustment' | 'overrun'
  amountPico: bigint
  month: string
  keyId: string | null
  sourceKind: string
  sourceId: string
}

export type Used = { spentPico: bigint; listPico: bigint; inputTokens: number; outputTokens: number; calls: number }

type KeyMonth = Used & { month: string; keyId: string; line: string; updatedAt: number }

type CustomerMonth = Used & { month: string; extraPico: bigint; overrunPico: bigint; updatedAt: number }

const NOTHING: Used = { spentPico: 0n, listPico: 0n, inputTokens: 0, outputTokens: 0, calls: 0 }

/** The key, and the first of the keys that it came from by rotation, with which it shares its cap. */
export type BookedKey = { id: string; line: string; capCents: number | null }

/** What a customer's tables of sums and its ledger will say, kept while its business goes on. */
export class Books {
  readonly entries: Entry[] = []
  readonly months = new Map<string, CustomerMonth>()
  readonly keyMonths = new Map<string, KeyMonth>()
  readonly #capPico: bigint

  constructor(capCents: number) {
    this.#capPico = BigInt(capCents) * PICO_PER_CENT
  }

  /** Where the customer stands: what it may spend all in all, and what it has spent. */
  customer(month: string): { capPico: bigint; spentPico: bigint } {
    const { extraPico = 0n, spentPico = 0n } = this.months.get(month) ?? {}
    const capPico = this.#capPico + extraPico
    return { capPico: capPico > 0n ? capPico : 0n, spentPico }
  }

  /** The same of a key; undefined when it has no cap of its own. */
  key(month: string, { line, capCents }: BookedKey): { capPico: bigint; spentPico: bigint } | undefined {
    if (capCents === null) return undefined
    const spentPico = [...this.keyMonths.values()]
      .filter((one) => one.month === month && one.line === line)
      .reduce((sum, one) => sum + one.spentPico, 0n)
    return { capPico: BigInt(capCents) * PICO_PER_CENT, spentPico }
  }

  /** What a call with the key may cost at most. Below zero when credit was taken back. */
  left(month: string, key: BookedKey): bigint {
    const [customer, own] = [this.customer(month), this.key(month, key)]
    const left = customer.capPico - customer.spentPico
    return own !== undefined && own.capPico - own.spentPico < left ? own.capPico - own.spentPico : left
  }

  use(month: string, key: BookedKey, used: Used & { overrunPico: bigint }, at: number): void {
    const customer = this.#month(month, at)
    add(customer, used)
    customer.overrunPico += used.overrunPico
    add(this.#keyMonth(month, key, at), used)
  }

  /** Raises or lowers what was paid in for a month. */
  credit(cents: number, entry: Omit<Entry, 'amountPico' | 'keyId'> & { kind: 'topup' | 'refund' }): void {
    const amountPico = BigInt(cents) * PICO_PER_CENT
    this.#month(entry.month, entry.at).extraPico += entry.kind === 'topup' ? amountPico : -amountPico
    this.entries.push({ ...entry, amountPico, keyId: null })
  }

  #month(month: string, at: number): CustomerMonth {
    const fresh = { month, ...NOTHING, extraPico: 0n, overrunPico: 0n, updatedAt: at }
    return touched(this.months, month, fresh, at)
  }

  #keyMonth(month: string, { id: keyId, line }: BookedKey, at: number): KeyMonth {
    return touched(this.keyMonths, `${keyId} ${month}`, { month, keyId, line, ...NOTHING, updatedAt: at }, at)
  }
}

const touched = <T extends { updatedAt: number }>(rows: Map<string, T>, name: string, fresh: T, at: number): T => {
  const row = rows.get(name) ?? fresh
  row.updatedAt = Math.max(row.updatedAt, at)
  rows.set(name, row)
  return row
}

const add = (sum: Used, more: Used): void => {
  sum.spentPico += more.spentPico
  sum.listPico += more.listPico
  sum.inputTokens += more.inputTokens
  sum.outputTokens += more.outputTokens
  sum.calls += more.calls
}
