import { describe, expect, test } from 'vitest'
import { ERROR_STATUS, GatewayError, type ErrorCode } from '../../netlify/functions/_lib/domain/errors.ts'
import { admin, nobody } from '../../netlify/functions/_lib/http/auth.ts'
import { backgroundFailure, eventsOf, type Answered } from '../../netlify/functions/_lib/http/monitor-classification.ts'
import { functionOf } from '../../netlify/functions/_lib/http/monitor-head.ts'
import { route, type Auth } from '../../netlify/functions/_lib/http/route.ts'
import { worker } from '../../netlify/functions/_lib/http/worker-auth.ts'
import { deployedEndpoints } from '../support/route-table.ts'

const SLOW_MS = 15_000

const eventsFor = (change: Partial<Answered>, auth: Auth<never> | Auth<undefined> = nobody) =>
  eventsOf(
    {
      status: change.error?.status ?? 200,
      error: undefined,
      // Only who may call matters here.
      route: route({ summary: 'x', auth: auth, handle: () => new Response() }),
      method: 'POST',
      durationMs: 5,
      ...change,
    },
    SLOW_MS,
  )

const KINDS: Readonly<Partial<Record<ErrorCode, string>>> = {
  SERVER_ERROR: 'thrown_error',
  CAP_REACHED: 'blocked',
  FORBIDDEN: 'blocked',
  CUSTOMER_DISABLED: 'blocked',
  PROVIDER_NOT_ALLOWED: 'blocked',
  MODEL_NOT_ALLOWED: 'blocked',
  DEVICE_REVOKED: 'blocked',
  SEAT_LIMIT: 'blocked',
  RATE_LIMITED: 'rate_limited',
  CONCURRENCY_LIMIT: 'rate_limited',
  LOGIN_LOCKED: 'rate_limited',
}

// The keys of a record of codes are codes.
test.each(Object.keys(ERROR_STATUS) as ErrorCode[])('%s', (code) => {
  const error = new GatewayError(code, 'What a client may see', {
    details: { upstream_status: 418 },
    cause: 'ECONNRESET',
  })
  const { status } = error
  expect(eventsFor({ error })).toEqual([
    {
      level: status >= 500 ? 'error' : 'warn',
      kind: KINDS[code] ?? 'http_error_response',
      httpStatus: status,
      durationMs: 5,
      errorCode: code,
      message: 'What a client may see',
      upstreamStatus: 418,
      extra: status >= 500 ? { cause: 'ECONNRESET' } : undefined,
    },
  ])
})

describe('no error', () => {
  test.each([
    ['GET', admin, []],
    ['HEAD', admin, []],
    ['POST', nobody, []],
    ['POST', admin, ['audit']],
    ['DELETE', admin, ['audit']],
  ] as const)('%s by %j is %j', (method, auth, kinds) => {
    expect(eventsFor({ method }, auth as Auth<undefined>).map(({ kind }) => kind)).toEqual(kinds)
  })

  test('slow is slow, failed or not; a worker may take its time', () => {
    expect(eventsFor({ durationMs: SLOW_MS - 1 })).toEqual([])
    expect(eventsFor({ durationMs: SLOW_MS })).toMatchObject([{ kind: 'slow', level: 'warn', httpStatus: 200 }])
    expect(eventsFor({ durationMs: SLOW_MS, status: 504 }).map(({ kind }) => kind)).toEqual([
      'http_error_response',
      'slow',
    ])
    expect(eventsFor({ durationMs: 10 * SLOW_MS }, worker)).toEqual([])
  })

  test('a method that nobody takes has no route', () => {
    expect(eventsFor({ route: undefined, method: 'PROPFIND', status: 204 })).toEqual([])
  })
})

test('what failed after its answer', () => {
  expect(backgroundFailure(new TypeError('private'))).toMatchObject({
    level: 'error',
    kind: 'thrown_error',
    errorCode: 'SERVER_ERROR',
    message: 'Something went wrong on our side',
    extra: { cause: 'TypeError' },
  })
})

test('every function is known by its address', () => {
  const native = [
    '/v1/chat/completions',
    '/v1/responses',
    '/v1/embeddings',
    '/v1/models',
    '/v1/messages',
    '/v1/messages/count_tokens',
    '/v1beta/models/gemini-2.5-flash:generateContent',
  ]
  const own = deployedEndpoints().filter((name) => !name.startsWith('v1'))
  const known = [...own.map((name) => `/.netlify/functions/${name}`), ...native].map(functionOf)
  expect(known.toSorted()).toEqual(deployedEndpoints())
  expect(functionOf('/v1/models/gpt-4o-mini')).toBe('v1-models')
  expect(functionOf('/api/gateway-chat')).toBe('gateway-chat')
  expect(functionOf('/v1/modelsx')).toBeUndefined()
  expect(functionOf('/')).toBeUndefined()
})
