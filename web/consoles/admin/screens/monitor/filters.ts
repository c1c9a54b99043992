import type { Query } from '../../../shared/api.ts'
import { isId } from '../../../shared/is-id.ts'
import { known } from '../../../shared/known.ts'
import { KIND_OPTIONS, LEVEL_OPTIONS } from './kinds.ts'

/** So many milliseconds before now. */
const back = (ms: number) => (now: number) => now - ms

/** When the UTC day or month of now began, the ones that the overview counts by. */
const beginningOf = (unit: 'day' | 'month') => (now: number) => {
  const day = new Date(now).toISOString().slice(0, 10)
  return Date.parse(unit === 'day' ? day : `${day.slice(0, 7)}-01`)
}

/** How far back a list goes: the word in the address, and when that was, in epoch milliseconds. */
const SINCE = [
  { value: '15m', label: 'Last 15 minutes', from: back(900_000) },
  { value: '1h', label: 'Last hour', from: back(3_600_000) },
  { value: '24h', label: 'Last 24 hours', from: back(86_400_000) },
  { value: '7d', label: 'Last 7 days', from: back(604_800_000) },
  { value: 'today', label: 'Today (UTC)', from: beginningOf('day') },
  { value: 'month', label: 'This month (UTC)', from: beginningOf('month') },
] as const

export const SINCE_OPTIONS = SINCE.map(({ value, label }) => ({ value, label }))

const NAMES = ['function', 'app', 'error_code'] as const

/** What the endpoints of the monitor are asked for an address like `#/monitor?error_code=UPSTREAM_BUSY&since=1h`. */
export const monitorQuery = (address: URLSearchParams, now: number): Query => {
  const since = SINCE.find(({ value }) => value === address.get('since'))
  const customer = address.get('customer_id')
  return {
    level: known(address.get('level'), LEVEL_OPTIONS),
    kind: known(address.get('kind'), KIND_OPTIONS),
    customer_id: isId(customer) ? customer : undefined,
    ...Object.fromEntries(NAMES.map((name) => [name, address.get(name) ?? undefined])),
    // Part of an id is enough, as long as it is the beginning.
    q: address.get('request_id') ?? undefined,
    since: since === undefined ? undefined : new Date(since.from(now)).toISOString(),
  }
}
