import type { Query } from '../../../shared/api.ts'

/** How far back a list goes: the word in the address, and milliseconds. */
const SINCE = [
  { value: '15m', label: 'Last 15 minutes', ms: 900_000 },
  { value: '1h', label: 'Last hour', ms: 3_600_000 },
  { value: '24h', label: 'Last 24 hours', ms: 86_400_000 },
  { value: '7d', label: 'Last 7 days', ms: 604_800_000 },
] as const

export const SINCE_OPTIONS = SINCE.map(({ value, label }) => ({ value, label }))

const NAMES = ['level', 'kind', 'function', 'app', 'error_code', 'customer_id'] as const

/** What the endpoints of the monitor are asked for an address like `#/monitor?error_code=UPSTREAM_BUSY&since=1h`. */
export const monitorQuery = (address: URLSearchParams, now: number): Query => {
  const since = SINCE.find(({ value }) => value === address.get('since'))
  return {
    ...Object.fromEntries(NAMES.map((name) => [name, address.get(name) ?? undefined])),
    // Part of an id is enough, as long as it is the beginning.
    q: address.get('request_id') ?? undefined,
    since: since === undefined ? undefined : new Date(now - since.ms).toISOString(),
  }
}
