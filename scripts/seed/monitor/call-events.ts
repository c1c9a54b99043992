import type { EventLevel, RequestFacts } from '../../../netlify/functions/_lib/domain/monitor-event.ts'
import type { GatewayError } from '../../../netlify/functions/_lib/domain/errors.ts'
import { eventsOf } from '../../../netlify/functions/_lib/http/monitor-classification.ts'
import type { Caller } from '../call-rows.ts'
import type { Call } from '../call.ts'
import type { Desk } from '../desk.ts'
import { callFacts, requestTo, type Asked } from './call-facts.ts'

/** SLOW_MS's default. */
export const SLOW_MS = 15_000

/** Tells what the monitor would have been told of a call that was made: that it failed, that it was slow to begin. */
export const tellOfCall = (desk: Desk, call: Call, caller: Caller): void => {
  const { failure, surface, durationMs, firstTokenMs } = call
  const asked = callFacts(call, caller)
  const facts = surface === 'job' ? { ...asked, ...requestTo('gateway-job-run-background') } : asked
  const endAt = call.lateAt ?? call.resolvedAt
  // What a worker had received that vanished is settled without a word; a job that never began has no call.
  const isSilent = failure === undefined || failure.code === 'WORKER_LOST' || call.job?.startedAt === null
  if (!isSilent) tellOfFailure(desk, { facts, failure, durationMs, at: endAt })
  const isUnanswered = failure !== undefined && (call.fate === 'released' || surface === 'chat')
  // The headers of these go out before there is an answer.
  if (isUnanswered && surface !== 'stream' && surface !== 'job')
    tellOfAnswer(desk, facts, { failure, durationMs, at: endAt })
  if (failure === undefined && call.fate !== 'lost' && surface !== 'job') {
    const waitedMs = surface === 'chat' || surface === 'embeddings' ? durationMs : (firstTokenMs ?? 0)
    const httpStatus = surface === 'stream' ? undefined : 200
    if (waitedMs >= SLOW_MS)
      desk.tell(call.at + waitedMs, { ...facts, level: 'warn', kind: 'slow', httpStatus, durationMs: waitedMs })
  }
}

/** Tells of a request that the gateway refused or could not fulfil. */
export const tellOfRefusal = (
  desk: Desk,
  { at, failure, asked, caller }: { at: number; failure: GatewayError; asked: Asked; caller: Caller },
): void => tellOfAnswer(desk, callFacts(asked, caller), { at, failure, durationMs: desk.random.between(3, 28) })

type Failed = { at: number; failure: GatewayError; durationMs: number }

const tellOfAnswer = (desk: Desk, facts: RequestFacts, { at, failure, durationMs }: Failed): void => {
  const answered = { status: failure.status, error: failure, route: undefined, method: 'POST', durationMs }
  for (const event of eventsOf(answered, SLOW_MS)) desk.tell(at, { ...facts, ...event })
}

/** As monitorCall does. */
const tellOfFailure = (desk: Desk, { facts, failure, durationMs, at }: Failed & { facts: RequestFacts }): void => {
  const upstreamStatus = failure.details['upstream_status']
  desk.tell(at, {
    ...facts,
    level: LEVELS[failure.code] ?? 'error',
    kind: 'upstream_error',
    durationMs,
    httpStatus: failure.status,
    errorCode: failure.code,
    message: failure.message,
    upstreamStatus: typeof upstreamStatus === 'number' ? upstreamStatus : undefined,
    upstreamBody: failure.upstreamBody,
  })
}

const LEVELS: Readonly<Record<string, EventLevel>> = {
  CANCELLED: 'info',
  SHUTTING_DOWN: 'warn',
  UPSTREAM_BUSY: 'warn',
  DEADLINE: 'warn',
}
