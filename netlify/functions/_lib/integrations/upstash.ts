import { Ratelimit } from '@upstash/ratelimit'
import { Redis } from '@upstash/redis'
import type { LimitVerdict, RequestLimiter } from '../domain/request-limiter.ts'

const DISTRUST_MS = 30_000

/**
 * Sliding windows in Upstash Redis. A call waits at most `timeoutMs`; when Redis fails or hangs, the call is counted in
 * PostgreSQL instead and Redis is left alone for 30 seconds.
 */
export const createUpstashLimiter = (options: { url: string; token: string; timeoutMs: number }): RequestLimiter => {
  const { url, token, timeoutMs } = options
  const redis = new Redis({
    url,
    token,
    // `retry: false` would still try twice.
    retry: { retries: 0 },
    enableTelemetry: false,
    // A function, because the client takes any other signal's abort for an answer. Frees the socket of a Redis that hangs.
    signal: () => AbortSignal.timeout(timeoutMs),
  })
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
      // It remembers a refusal to the end of the window, and would refuse what fits by then because the window slides.
      ephemeralCache: false,
    })
    windows.set(name, made)
    return made
  }
  const countAll = async (bucket: string, limits: readonly { per: '60 s' | '1 d'; limit: number }[]) => {
    let verdict: LimitVerdict | 'unlimited' = 'unlimited'
    for (const { per, limit } of limits) {
      verdict = readVerdict(await window(limit, per).limit(bucket), limit)
      if (!verdict.allowed) break
    }
    return verdict
  }

  return {
    isTrusted: () => Date.now() >= distrustedUntil,
    count: async (bucket, { perMinute, perDay }) => {
      // The minute first: a call that it refuses must not use up the day.
      const limits = [
        ...(perMinute === null ? [] : [{ per: '60 s' as const, limit: perMinute }]),
        ...(perDay === null ? [] : [{ per: '1 d' as const, limit: perDay }]),
      ]
      const deadline = rejectAfter(timeoutMs)
      try {
        return await Promise.race([countAll(bucket, limits), deadline.passed])
      } catch {
        // Whatever went wrong with Redis, the answer is the same: count elsewhere, and come back later.
        distrustedUntil = Date.now() + DISTRUST_MS
        return 'unavailable'
      } finally {
        deadline.cancel()
      }
    },
  }
}

/** The package passes on whatever it was sent; from a Redis that talks nonsense that could be an admission. */
const readVerdict = (
  answer: { success: boolean; limit: number; remaining: number; reset: number },
  expected: number,
): LimitVerdict => {
  if (answer.limit !== expected || !Number.isInteger(answer.remaining)) throw new Error('Redis answered nonsense')
  const { success, limit, remaining, reset } = answer
  return { allowed: success, limit, remaining: Math.max(0, remaining), resetAt: new Date(reset) }
}

const rejectAfter = (milliseconds: number): { passed: Promise<never>; cancel(): void } => {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('Redis did not answer in time')), milliseconds)
  return { passed: promise, cancel: () => clearTimeout(timer) }
}
