import { HOUR } from './calendar.ts'
import { iso, type Audit, type Message, type Row } from './desk.ts'
import type { Session } from './session.ts'

/** What was noted and told about all customers, oldest first, so that newer ones have higher ids. */
export const writeMessages = (
  session: Session,
  { audit, messages, now }: { audit: readonly Audit[]; messages: readonly Message[]; now: number },
): Promise<void> =>
  session.transaction(async () => {
    await session.query('set synchronous_commit = on')
    await session.insert(
      'audit_events',
      inOrder(audit).map(({ at, ...row }) => ({ ...row, created_at: iso(at) })),
    )
    const sorted = inOrder(messages)
    await session.insert(
      'webhook_deliveries',
      sorted.map((message, index) => deliveryRow(message, sorted.length - index, now)),
    )
  })

const inOrder = <T extends { at: number }>(rows: readonly T[]): T[] => [...rows].sort((one, other) => one.at - other.at)

/** The newest is still on its way, a few were given up, the rest arrived. `fromEnd`: 1 is the newest. */
const deliveryRow = ({ at, customerId, eventType, payload }: Message, fromEnd: number, now: number): Row => {
  const row = { customer_id: customerId, event_type: eventType, payload, created_at: iso(at) }
  if (fromEnd === 1) {
    const next = iso(now + 3 * HOUR)
    return { ...row, ...ended('pending', 5, { at: next, status: 503, error: 'http_503', delivered: null }) }
  }
  if (fromEnd % 9 === 4) {
    const lastAttempt = iso(Math.min(now, at + 22 * HOUR))
    return { ...row, ...ended('dead', 8, { at: lastAttempt, status: null, error: 'unreachable', delivered: null }) }
  }
  const delivered = iso(Math.min(now, at + 20_000))
  return { ...row, ...ended('delivered', 1, { at: delivered, status: 200, error: null, delivered }) }
}

type LastAttempt = { at: string; status: number | null; error: string | null; delivered: string | null }

const ended = (state: string, attempts: number, { at, status, error, delivered }: LastAttempt) => ({
  ...{ state, attempts, next_attempt_at: at, last_status: status, last_error: error, delivered_at: delivered },
})
