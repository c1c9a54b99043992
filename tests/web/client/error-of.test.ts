import { expect, test } from 'vitest'
import { errorOf } from '../../../web/client/error-of.ts'

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })

test.each([
  [400, 'BAD_REQUEST', 'bad_request'],
  [401, 'UNAUTHORIZED', 'unauthorized'],
  [402, 'CAP_REACHED', 'payment_required'],
  [403, 'MODEL_NOT_ALLOWED', 'forbidden'],
  [404, 'NOT_FOUND', 'bad_request'],
  [409, 'UNPRICED_MODEL', 'conflict'],
  [409, 'IDEMPOTENCY_RUNNING', 'still_running'],
  [409, 'IDEMPOTENCY_LOST', 'conflict'],
  [422, 'IDEMPOTENCY_MISMATCH', 'bad_request'],
  [429, 'RATE_LIMITED', 'rate_limited'],
  [500, 'JOB_FAILED', 'job_failed'],
  [500, 'SERVER_ERROR', 'server'],
  [501, 'PROVIDER_NOT_CONFIGURED', 'bad_request'],
  [503, 'DATABASE_UNAVAILABLE', 'server'],
])('%d %s is of the kind %s', async (status, code, kind) => {
  const error = await errorOf(answer(status, { error: 'No', code, request_id: 'r1' }, { 'retry-after': '7' }))
  expect(error).toMatchObject({ kind, status, code, message: 'No', requestId: 'r1', retryAfterSeconds: 7, text: '' })
  expect(error.body).toEqual({ error: 'No', code, request_id: 'r1' })
})

test('what there is of an answer, and what it cost, comes with its failure', async () => {
  const body = { error: 'Broke off', code: 'JOB_FAILED', output_text: 'Once upon', usage: { cost_usd: '0.001' } }
  const error = await errorOf(answer(500, body), 'job-1')
  expect(error).toMatchObject({ text: 'Once upon', usage: { cost_usd: '0.001' }, jobId: 'job-1' })
})

test.each(['', '<html>', 'null', '[]', '{"error": 5, "code": {}}', '{"usage": 3}'])(
  'an error that is not the gateway’s own (%s) is one all the same',
  async (body) => {
    const error = await errorOf(answer(502, body, { 'x-kaixu-request-id': 'r2', 'retry-after': 'Fri, 20 Nov' }))
    expect(error).toMatchObject({
      kind: 'server',
      status: 502,
      code: null,
      requestId: 'r2',
      message: 'The gateway answered 502',
      retryAfterSeconds: null,
      usage: null,
    })
  },
)
