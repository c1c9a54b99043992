import { Ratelimit } from '@upstash/ratelimit'
import { Redis } from '@upstash/redis'
import type { LimitVerdict, RequestLimiter } from '../domain/request-limiter.ts'

const DISTRUST_MS = 30_000

/**
 * Sliding windows in Upstash Redis. A call waits at most `timeoutMs`; when Redis fails or hangs, the call is counted in
 * PostgreSQL instead and Redis is left alone for 30 seconds.
 */
export const createUpstashLimiter = (options: { url: string; token: string; timeoutMs: number }): RequestLimiter => {
  const redis = new Redis({ url: options.url, token: options.token, retry: false, enableTelemetry: false })
  const windows = new Map<string, Ratelimit>()
  let distrustedUntil = 0
  const window = (limit: number, duration: '60 s' | '1 d'): Ratelimit => {
    const name = `${duration}:${limit}`
    const known = windows.get(name)
    if (known !== undefined) return known
    const made = new Ratelimit({
      redis,
      prefix: duration === '60 s' ? 'kaixu:rl' : 'kaixu:rl:day',
      limiter: Ratelimit.slidingWindow(limit, duration),
      // Ours below: the package's own time-out lets the request pass uncounted.
      timeout: 0,
      ephemeralCache: false,
    })
    windows.set(name, made)
    return made
  }

  return {
    isTrusted: () => Date.now() >= distrustedUntil,
    count: async (bucket, { perMinute, perDay }) => {
      const limiters = [
        ...(perDay === null ? [] : [window(perDay, '1 d')]),
        ...(perMinute === null ? [] : [window(perMinute, '60 s')]),
      ]
      if (limiters.length === 0) return 'unlimited'
      try {
        const deadline = rejectAfter(options.timeoutMs)
        let verdict: LimitVerdict | undefined
        for (const limiter of limiters) {
          const { success, limit, remaining, reset } = await Promise.race([limiter.limit(bucket), deadline])
          verdict = { allowed: success, limit, remaining: Math.max(0, remaining), resetAt: new Date(reset) }
          if (!success) return verdict
        }
        return verdict ?? 'unlimited'
      } catch {
        // Whatever went wrong with Redis, the answer is the same: count elsewhere, and come back later.
        distrustedUntil = Date.now() + DISTRUST_MS
        return 'unavailable'
      }
    },
  }
}

const rejectAfter = (milliseconds: number): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error('Redis did not answer in time')), milliseconds).unref()
  })
