import { describe, expect, test } from 'vitest'
import type { GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import { answerProblem, upstreamProblem } from '../../netlify/functions/_lib/providers/upstream-problem.ts'
import { readFixture } from '../support/recorded.ts'

const everythingIn = (error: GatewayError) =>
  JSON.stringify([error.message, error.hint, error.details, error.headers, error.cause]).toLowerCase()

test.each([
  [400, 502, 'UPSTREAM_ERROR'],
  [401, 502, 'UPSTREAM_ERROR'],
  [403, 502, 'UPSTREAM_ERROR'],
  [404, 502, 'UPSTREAM_ERROR'],
  [408, 504, 'UPSTREAM_TIMEOUT'],
  [422, 502, 'UPSTREAM_ERROR'],
  [429, 503, 'UPSTREAM_BUSY'],
  [500, 502, 'UPSTREAM_ERROR'],
  [502, 502, 'UPSTREAM_ERROR'],
  [503, 503, 'UPSTREAM_BUSY'],
  [504, 504, 'UPSTREAM_TIMEOUT'],
  [529, 503, 'UPSTREAM_BUSY'],
])('a %d of the provider is our %d %s', (status, ours, code) => {
  const error = upstreamProblem(status, '')
  expect(error).toMatchObject({ status: ours, code, details: { upstream_status: status } })
  expect(error.hint).toBeTruthy()
})

test.each([
  ['7', 7],
  ['0', 0],
  ['1.2', 2],
  ['999999', 3600],
  ['Fri, 20 Nov 2026 07:28:00 GMT', 5],
  ['-1', 5],
  [undefined, 5],
  [null, 5],
])('retry-after %s becomes %d seconds', (header, seconds) => {
  expect(upstreamProblem(429, '', header).retryAfterSeconds).toBe(seconds)
  expect(upstreamProblem(400, '', header).retryAfterSeconds).toBeUndefined()
})

test.each([
  ['openai-chat/error-400.json', 400, 'unsupported_value'],
  ['openai-responses/error-400.json', 400, 'decimal_below_min_value'],
  ['anthropic/error-400.json', 400, 'invalid_request_error'],
  ['gemini/error-404.json', 404, 'not_found'],
  ['groq/error-404.json', 404, 'model_not_found'],
  ['openrouter/error-429.json', 429, undefined],
])('of a recorded refusal only the machine code is shown: %s', (name, status, code) => {
  const recording = readFixture(name)
  const error = upstreamProblem(status, JSON.stringify(recording.format === 'json' && recording.body))
  expect(error.details).toEqual({ upstream_status: status, ...(code && { upstream_code: code }) })
})

test('an account without credit is busy by the contract, but the hint is for the operator', () => {
  const error = upstreamProblem(429, '{"error":{"code":"insufficient_quota"}}')
  expect(error).toMatchObject({ code: 'UPSTREAM_BUSY', retryAfterSeconds: 5 })
  expect(error.hint).toContain('billing')
})

describe('what a vendor may write never leaves', () => {
  const secrets = [
    'sk-proj-Abc123',
    'sk_live_abc',
    'org-Tz81',
    'AIzaSyD4iE2xVSpkLLOXoyqT',
    'gsk_9x',
    'user_2wT5ElBE4Es3R4',
  ]

  test.each(secrets)('%s, in any field', (secret) => {
    const text = `Incorrect API key provided: ${secret}. See https://example.com/?key=${secret}`
    const bodies = [
      { error: { message: text, code: secret, type: secret, status: secret, param: secret } },
      { error: text, code: secret },
      { message: text, type: secret },
      text,
    ]
    for (const body of bodies) {
      for (const error of [upstreamProblem(401, JSON.stringify(body)), answerProblem(body)]) {
        expect(everythingIn(error)).not.toContain(secret.toLowerCase())
        expect(everythingIn(error)).not.toContain('incorrect')
      }
    }
  })

  test('a code is a short word, or not shown', () => {
    for (const code of ['Not A Code', 'x'.repeat(65), '<b>', '', 17, null, 'abcdefgh12345678']) {
      expect(upstreamProblem(400, JSON.stringify({ error: { code } })).details).toEqual({ upstream_status: 400 })
    }
    expect(upstreamProblem(400, '{"error":{"code":"Context_Length_Exceeded"}}').details).toMatchObject({
      upstream_code: 'context_length_exceeded',
    })
  })

  test('a body that is no JSON is not used', () => {
    expect(upstreamProblem(502, '<html>nginx</html>').details).toEqual({ upstream_status: 502 })
  })
})

describe('an error inside a 200 answer', () => {
  test.each([
    [{ type: 'overloaded_error' }, 'UPSTREAM_BUSY', 529],
    [{ code: 429, message: 'x' }, 'UPSTREAM_BUSY', 429],
    [{ code: 504 }, 'UPSTREAM_TIMEOUT', 504],
    [{ code: 'insufficient_quota' }, 'UPSTREAM_ERROR', 402],
    [{ code: 'something_new' }, 'UPSTREAM_ERROR', undefined],
    [undefined, 'UPSTREAM_ERROR', undefined],
  ])('%j is %s', (value, code, status) => {
    const error = answerProblem(value)
    expect(error.code).toBe(code)
    expect(error.details['upstream_status']).toBe(status)
    expect(error.retryAfterSeconds).toBe(code === 'UPSTREAM_BUSY' ? 5 : undefined)
  })
})
