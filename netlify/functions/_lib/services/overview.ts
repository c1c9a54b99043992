import { findOverview, type Overview } from '../db/overview.ts'
import type { Deps } from './deps.ts'

export type { Overview }

/** The whole gateway: today (UTC) and a month. */
export const overviewOf = async (deps: Deps, month: string): Promise<Overview & { generatedAt: Date; day: string }> => {
  const generatedAt = new Date()
  const day = generatedAt.toISOString().slice(0, 10)
  return { ...(await findOverview(deps.db, { day, month })), generatedAt, day }
}
