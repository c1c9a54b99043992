import { findOverview, type Overview } from '../db/overview.ts'
import type { Deps } from './deps.ts'
import { unpricedSince } from './prices.ts'

export type { Overview }

export type OverviewReport = Overview & { generatedAt: Date; day: string; warnPct: number; hasVendor: boolean }

/** The whole gateway: today (UTC), a month, and what has to be looked after now. */
export const overviewOf = async (deps: Deps, month: string): Promise<OverviewReport> => {
  const generatedAt = new Date()
  const day = generatedAt.toISOString().slice(0, 10)
  const { capWarnPct: warnPct } = deps.settings
  const found = await findOverview(deps.db, { day, month, warnPct, unpricedSince: unpricedSince(generatedAt) })
  return { ...found, generatedAt, day, warnPct, hasVendor: hasVendor(deps) }
}

/** The sandbox answers in this process, and is nobody's business. */
const hasVendor = ({ providers }: Deps): boolean =>
  providers.all().some(({ kind, configured }) => kind === 'http' && configured)
