import { eventRowOf } from '../../netlify/functions/_lib/services/monitor-row.ts'
import type { Told } from './desk.ts'
import type { Session } from './session.ts'

const BATCH = 2_000

/**
 * What the monitor was told, oldest first, so that newer events have higher ids. As late as possible in a transaction: until its end
 * nobody else can write events.
 */
export const writeEvents = async (session: Session, events: readonly Told[]): Promise<void> => {
  const sorted = [...events].sort((one, other) => one.at - other.at)
  for (let at = 0; at < sorted.length; at += BATCH) {
    const rows = sorted.slice(at, at + BATCH).map((told) => eventRowOf(told.event, new Date(told.at)))
    await session.query('select write_gateway_events($1::jsonb)', [JSON.stringify(rows)])
  }
  // That function waits for no disk, which is good enough for events, but not for what was written before them.
  await session.query('set local synchronous_commit = on')
}
