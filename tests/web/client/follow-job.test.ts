import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ChatOptions, JobProgress } from '../../../web/client/api-types.ts'
import { autoChat } from '../../../web/client/auto-chat.ts'

/** Answers by address, as gateways of several generations give them. */
let answers: Record<string, () => Response>
let asked: string[]
beforeEach(() => {
  asked = []
  vi.stubGlobal('fetch', (url: string, { method }: RequestInit) => {
    const { pathname, search } = new URL(url)
    const name = pathname.replace('/.netlify/functions/', '')
    asked.push(`${String(method)} ${name}${search}`)
    return Promise.resolve(answers[name]?.() ?? new Response('{}', { status: 404 }))
  })
})
afterEach(() => void vi.unstubAllGlobals())

const json = (body: unknown, status = 200) => Response.json(body, { status })

const ask = (change: Partial<ChatOptions> = {}) =>
  autoChat({
    base: 'https://gateway.test',
    provider: 'openai',
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: 'Hello' }],
    mode: 'job',
    pollIntervalMs: 1,
    ...change,
  })

const inTurn =
  (...statuses: unknown[]) =>
  () =>
    json(statuses.length > 1 ? statuses.shift() : statuses[0])

describe('a job', () => {
  test.each([
    [
      'at the top',
      inTurn({ status: 'running', output_len: 3 }, { status: 'succeeded', output_len: 5, output_tokens: 2 }),
    ],
    [
      'under job',
      inTurn(
        { job: { status: 'running', output_len: 3 } },
        { job: { status: 'succeeded', output_len: 5, output_tokens: 2 } },
      ),
    ],
  ])('is followed by its number under id, and its status %s', async (_, status) => {
    answers = {
      'gateway-job-submit': () => json({ id: 'a/b' }, 202),
      'gateway-job-status': status,
      'gateway-job-result': () => json({ output_text: 'Hello', usage: null }),
    }
    const progress: JobProgress[] = []
    const result = await ask({ onProgress: (now) => progress.push(now) })
    expect(result).toMatchObject({ text: 'Hello', mode: 'job', jobId: 'a/b', usage: null, month: null })
    expect(progress).toMatchObject([
      { status: 'running', characters: 3 },
      { status: 'succeeded', characters: 5, tokens: 2 },
    ])
    expect(asked).toEqual([
      'POST gateway-job-submit',
      'GET gateway-job-status?id=a%2Fb',
      'GET gateway-job-status?id=a%2Fb',
      'GET gateway-job-result?id=a%2Fb',
    ])
  })

  test('whose result is not there yet is looked at again', async () => {
    const results = [json({ status: 'running' }, 202), json({ output_text: 'Hello' })]
    answers = {
      'gateway-job-submit': () => json({ job_id: 'j' }, 202),
      'gateway-job-status': inTurn({ status: 'succeeded' }),
      'gateway-job-result': () => results.shift() ?? json({}, 500),
    }
    expect((await ask()).text).toBe('Hello')
  })

  test('that is nobody’s any more is an error at once', async () => {
    answers = {
      'gateway-job-submit': () => json({ job_id: 'j' }, 202),
      'gateway-job-status': () => json({ error: 'There is no such job', code: 'NOT_FOUND' }, 404),
    }
    await expect(ask()).rejects.toMatchObject({ kind: 'bad_request', code: 'NOT_FOUND', jobId: 'j' })
    expect(asked).toHaveLength(2)
  })

  test('in an answer that no gateway gives is an error, and is not submitted again', async () => {
    answers = { 'gateway-job-submit': () => new Response('<html>Sign in to the hotel</html>') }
    await expect(ask()).rejects.toMatchObject({ kind: 'server', status: 200 })
    expect(asked).toEqual(['POST gateway-job-submit'])
  })
})

describe('what a callback throws', () => {
  test('is the caller’s own, and no reason for a job', async () => {
    const frames = 'event: meta\ndata: {}\n\nevent: delta\ndata: {"text":"Hi"}\n\nevent: done\ndata: {}\n\n'
    answers = { 'gateway-stream': () => new Response(frames, { headers: { 'content-type': 'text/event-stream' } }) }
    const fail = () => {
      throw new RangeError('in the app')
    }
    await expect(ask({ mode: 'auto', onMeta: fail })).rejects.toThrow(RangeError)
    await expect(ask({ mode: 'auto', onDelta: fail })).rejects.toThrow(RangeError)
    await expect(ask({ mode: 'auto', onDone: fail })).rejects.toThrow(RangeError)
    expect(asked).toEqual(Array.from({ length: 3 }, () => 'POST gateway-stream'))
  })
})

test('a signal that was aborted before asks nobody', async () => {
  answers = {}
  for (const mode of ['stream', 'job'] as const)
    await expect(ask({ mode, signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'aborted' })
  expect(asked).toEqual([])
})
