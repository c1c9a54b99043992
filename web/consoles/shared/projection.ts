const DAY_MS = 86_400_000

/** Below this share of a month a projection would say more about one busy hour than about the month. */
const LEAST_SHARE = 1 / 31

/** Where a month is going if it goes on as it began. Floats will do: it is a guess, and shown as one. */
export type Projection = {
  usd: number
  /** When the cap would be reached, within the month; undefined: it would not. */
  reachedAt: Date | undefined
}

/** Of the UTC month that `now` is in; undefined on its first day. */
export const projectionOf = (spentUsd: number, capUsd: number, now: Date): Projection | undefined => {
  const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)
  const end = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)
  const share = (now.getTime() - start) / (end - start)
  if (share < LEAST_SHARE) return undefined
  const usd = spentUsd / share
  const isReached = spentUsd < capUsd && usd > capUsd
  return { usd, reachedAt: isReached ? new Date(start + (capUsd / usd) * (end - start)) : undefined }
}

/** Whole days until the month ends, today's rest counted as one. */
export const daysLeft = (now: Date): number =>
  Math.ceil((Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1) - now.getTime()) / DAY_MS)
