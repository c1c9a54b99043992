import { GatewayError } from '../../../netlify/functions/_lib/domain/errors.ts'
import { eventsOf } from '../../../netlify/functions/_lib/http/monitor-classification.ts'
import type { RequestFacts } from '../../../netlify/functions/_lib/domain/monitor-event.ts'
import { DAY, HOUR } from '../calendar.ts'
import type { Audit, Kept, Told } from '../desk.ts'
import type { Random } from '../random.ts'
import { requestTo } from './call-facts.ts'
import { SLOW_MS } from './call-events.ts'

/** By which request an operator does what the audit trail calls so. */
const REQUESTS: Readonly<Record<string, RequestFacts>> = {
  CUSTOMER_CREATE: requestTo('admin-customers'),
  CUSTOMER_UPDATE: requestTo('admin-customers', 'PATCH'),
  KEY_CREATE: requestTo('admin-keys'),
  KEY_ROTATE: requestTo('admin-keys', 'PUT'),
  KEY_REVOKE: requestTo('admin-keys', 'DELETE'),
  DEVICE_REVOKE: requestTo('admin-devices', 'PATCH'),
  TOPUP_MANUAL: requestTo('admin-topup'),
}

const USER_AGENT =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'

type Trail = { audit: readonly Audit[]; kept: Kept; now: number }

/** What the operator did in the console: signing in, and what the monitor was told of it and of every change in the audit trail. */
export const operatorTrail = (random: Random, { audit, kept, now }: Trail): { audit: Audit[]; events: Told[] } => {
  const ipHash = random.hex(64)
  const told = (at: number, facts: RequestFacts, answer: Partial<Told['event']>): Told => ({
    at,
    event: {
      level: 'info',
      kind: 'audit',
      requestId: random.uuid(),
      userAgent: USER_AGENT,
      ipHash,
      ...facts,
      ...answer,
    },
  })
  const changes = audit
    .filter(({ at, actor, action }) => actor === 'admin' && at >= kept.eventsFrom && at < now && action in REQUESTS)
    .map(({ at, action }) => told(at, REQUESTS[action] ?? {}, { httpStatus: 200, durationMs: random.between(6, 40) }))
  const signIns = signInTimes(random, kept.eventsFrom, now)
  const failures = signIns.flatMap((at) => (random.chance(0.15) ? [at - random.between(4_000, 20_000)] : []))
  const wrong = new GatewayError('UNAUTHORIZED', 'Unauthorized')
  const answered = { status: 401, error: wrong, route: undefined, method: 'POST', durationMs: 9 }
  return {
    audit: [
      ...signIns.map((at) => signIn(at, 'ADMIN_LOGIN_OK', ipHash)),
      ...failures.map((at) => signIn(at, 'ADMIN_LOGIN_FAIL', ipHash)),
    ],
    events: [
      ...changes,
      ...failures.flatMap((at) =>
        eventsOf(answered, SLOW_MS).map((event) => told(at, requestTo('admin-login'), event)),
      ),
    ],
  }
}

/** On the mornings of working days. */
const signInTimes = (random: Random, from: number, now: number): number[] => {
  const times: number[] = []
  for (let day = Math.ceil(from / DAY) * DAY; day < now; day += DAY) {
    const at = day + 7 * HOUR + random.between(0, 3 * HOUR)
    if (![0, 6].includes(new Date(day).getUTCDay()) && at < now) times.push(at)
  }
  return times
}

const signIn = (at: number, action: string, address: string): Audit => ({
  ...{ at, actor: 'admin', action, target: null, meta: { address } },
})
