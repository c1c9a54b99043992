import { purgeCounters, sweepHolds } from '../db/calls.ts'
import type { Deps } from './deps.ts'

/** One lock-holding transaction resolves this many, so that nobody waits long behind a sweep. */
const BATCH = 100

/** A scheduled function has 30 s. */
const TIME_LIMIT_MS = 20_000

/** Resolves every hold whose time is over, and drops counters that are no longer needed. */
export const sweep = async (deps: Deps): Promise<{ expired: number }> => {
  const startedAt = Date.now()
  let expired = 0
  for (;;) {
    const swept = await sweepHolds(deps.db, BATCH)
    expired += swept.length
    if (swept.length < BATCH || Date.now() - startedAt > TIME_LIMIT_MS) break
  }
  await purgeCounters(deps.db)
  if (expired > 0) deps.log.warn('holds_expired', { count: expired })
  return { expired }
}
