import { countRequest } from '../db/calls.ts'
import type { LimitVerdict } from '../domain/request-limiter.ts'
import type { Deps } from './deps.ts'

/** A key and how often it may be used; null: as often as it likes. */
export type LimitedKey = {
  api_key_id: string
  customer_id: string
  rpm_limit: number | null
  rpd_limit: number | null
}

/** Counts a request of a key outside of admission: in Redis, or in PostgreSQL when Redis is out of reach or not in use. */
export const countRate = async (deps: Deps, key: LimitedKey): Promise<LimitVerdict | 'unlimited'> => {
  const { api_key_id: keyId, customer_id: customerId, rpm_limit: perMinute, rpd_limit: perDay } = key
  if (deps.limiter !== undefined) {
    const verdict = await deps.limiter.count(`c${customerId}:k${keyId}`, { perMinute, perDay })
    if (verdict !== 'unavailable') return verdict
    deps.log.warn('rate_limiter_unavailable', { api_key_id: keyId })
  }
  const counted = await countRequest(deps.db, keyId, { rpm: perMinute, rpd: perDay })
  if (counted.rate_limit === null || counted.rate_reset === null) return 'unlimited'
  return {
    allowed: counted.allowed,
    limit: counted.rate_limit,
    remaining: counted.rate_remaining ?? 0,
    resetAt: counted.rate_reset,
  }
}
