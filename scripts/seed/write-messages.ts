import { HOUR } from './calendar.ts'
import { iso, type Audit, type Message, type Row } from './desk.ts'
import type { Session } from './session.ts'

/** What was noted and told about all customers, oldest first, so that newer ones have higher ids. */
export const writeMessages = async (
  session: Session,
  { audit, messages, now }: { audit: readonly Audit[]; messages: readonly Message[]; now: number },
): Promise<void> => {
  await session.insert(
    'audit_events',
    inOrder(audit).map(({ at, ...row }) => ({ ...row, created_at: iso(at) })),
  )
  const sorted = inOrder(messages)
  await session.insert(
    'webhook_deliveries',
    sorted.map((message, index) => deliveryRow(message, sorted.length - index, now)),
  )
}

const inOrder = <T extends { at: number }>(rows: readonly T[]): T[] => [...rows].sort((one, other) => one.at - other.at)

/** The two newest are still on their way, a few were given up, the rest arrived. `fromEnd`: 1 is the newest. */
const deliveryRow = ({ at, customerId, eventType, payload, url }: Message, fromEnd: number, now: number): Row => {
  const row = { customer_id: customerId, event_type: eventType, payload, url, created_at: iso(at) }
  if (fromEnd <= 2) {
    const { attempts, nextAt } = underWay(at, now)
    return {
      ...row,
      ...ended('pending', attempts, { at: iso(nextAt), status: 503, error: 'http_503', delivered: null }),
    }
  }
  if (fromEnd % 9 === 4) {
    const lastAttempt = iso(Math.min(now, at + 22 * HOUR))
    return { ...row, ...ended('dead', 8, { at: lastAttempt, status: null, error: 'unreachable', delivered: null }) }
  }
  const delivered = iso(Math.min(now, at + 20_000))
  return { ...row, ...ended('delivered', 1, { at: delivered, status: 200, error: null, delivered }) }
}

/** From one attempt to the next, as deliverAlerts has it; after the last of them a message is given up. */
const PAUSES_SECONDS = [60, 300, 900, 3_600, 10_800, 21_600, 43_200]

/** How often a message has been sent in vain by now, and when it is next. One that would be given up by now is on its last attempt. */
const underWay = (at: number, now: number): { attempts: number; nextAt: number } => {
  let nextAt = at
  for (const [index, seconds] of PAUSES_SECONDS.entries()) {
    nextAt += seconds * 1_000
    if (nextAt > now) return { attempts: index + 1, nextAt }
  }
  return { attempts: PAUSES_SECONDS.length, nextAt: now + 3 * HOUR }
}

type LastAttempt = { at: string; status: number | null; error: string | null; delivered: string | null }

const ended = (state: string, attempts: number, { at, status, error, delivered }: LastAttempt) => ({
  ...{ state, attempts, next_attempt_at: at, last_status: status, last_error: error, delivered_at: delivered },
})
