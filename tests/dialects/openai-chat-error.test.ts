import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openaiChat } from '../../netlify/functions/_lib/dialects/openai-chat.ts'
import { ERROR_STATUS, type ErrorCode, GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import { createOpenAIChatCodec, OPENAI_DIALECT } from '../../netlify/functions/_lib/providers/openai-chat.ts'
import { decoded, decodeRecording } from '../support/decoded.ts'

const codec = createOpenAIChatCodec(OPENAI_DIALECT)
const envelope = z.object({
  error: z.object({ type: z.string(), code: z.string(), kaixu: z.object({ code: z.string() }) }),
})

describe('errors', () => {
  const refused = new GatewayError('CAP_REACHED', 'The monthly cap is reached', {
    hint: 'Top up.',
    details: { scope: 'customer' },
  })

  test('the envelope holds the words of OpenAI and, apart, our own', () => {
    expect(openaiChat.writeError(refused, 'req-1')).toEqual({
      error: {
        message: 'The monthly cap is reached',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
        param: null,
        kaixu: { code: 'CAP_REACHED', hint: 'Top up.', request_id: 'req-1', scope: 'customer' },
      },
    })
  })

  test('names the parameter', () => {
    const error = new GatewayError('BAD_REQUEST', 'n: has to be at least 1', { details: { field: 'n' } })
    expect(openaiChat.writeError(error, 'r')).toMatchObject({ error: { type: 'invalid_request_error', param: 'n' } })
  })

  test.each(Object.entries(ERROR_STATUS))('%s (%d) has a type that fits its status', (name, status) => {
    // The keys of ERROR_STATUS are the codes.
    const code = name as ErrorCode
    const { error } = envelope.parse(openaiChat.writeError(new GatewayError(code, 'x'), 'r'))
    const families: Readonly<Record<number, string>> = { 402: 'insufficient_quota', 429: 'requests' }
    expect(error.type).toBe(families[status] ?? (status < 500 ? 'invalid_request_error' : 'server_error'))
    expect(error.code).toMatch(/^[a-z_]+$/)
    expect(error.kaixu.code).toBe(code)
  })

  test('in a stream, one frame that ends it without [DONE]', async () => {
    const deadline = new GatewayError('DEADLINE', 'Out of time')
    const text = openaiChat.writeStreamError(deadline, 'r')
    expect(text).toBe(`data: ${JSON.stringify(openaiChat.writeError(deadline, 'r'))}\n\n`)
    const writer = openaiChat.streamWriter({ id: 'abc', model: 'm', createdAt: new Date(0) }, { usageAsked: false })
    const cut = writer.open() + writer.write({ type: 'text', text: 'Hi' }) + text
    expect(decoded(await decodeRecording(codec, { format: 'sse', text: cut }))).toMatchObject({
      text: 'Hi',
      finish: [],
      error: 'UPSTREAM_ERROR',
    })
  })
})
