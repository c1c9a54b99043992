export type RequestLimits = { perMinute: number | null; perDay: number | null }

export type LimitVerdict = { allowed: boolean; limit: number; remaining: number; resetAt: Date }

/**
 * Counts requests somewhere faster than the database. `unavailable` means that nobody counted, and the caller has to count
 * in PostgreSQL instead: a limit is never skipped because a cache is down.
 */
export type RequestLimiter = {
  /** False for a while after a failure, so that a hanging limiter costs its time-out once and not on every call. */
  isTrusted(): boolean
  count(bucket: string, limits: RequestLimits): Promise<LimitVerdict | 'unlimited' | 'unavailable'>
}
