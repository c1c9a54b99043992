import { describe, expect, test } from 'vitest'
import {
  COMPATIBLE_DIALECT,
  createOpenAIChatCodec,
  XAI_DIALECT,
} from '../../netlify/functions/_lib/providers/openai-chat.ts'
import { decoded, decodeRecording, streamOf } from '../support/decoded.ts'

const compatible = createOpenAIChatCodec(COMPATIBLE_DIALECT)
const delta = (fields: object, finish: string | null = null) => ({
  id: 'chatcmpl-1',
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
})
const usage = (fields: object) => ({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, ...fields } })
const stream = async (...payloads: (object | string)[]) =>
  decoded(await decodeRecording(compatible, streamOf(...payloads)))

describe('decode: usage', () => {
  test('none reported is none, not zero', async () => {
    expect((await stream(delta({ content: 'Hi' }), delta({}, 'stop'), '[DONE]')).usage).toBeUndefined()
  })

  test.each([
    [{ prompt_tokens: -1 }],
    [{ completion_tokens: 1.5 }],
    [{ completion_tokens: '7' }],
    [{ prompt_tokens: null }],
    [{ prompt_tokens: 1e300 }],
  ])('totals that are no counts are none: %j', async (fields) => {
    expect((await stream(delta({}, 'stop'), usage(fields), '[DONE]')).usage).toBeUndefined()
  })

  test('parts that are no counts, or more than their total, are not believed', async () => {
    const details = {
      prompt_tokens_details: { cached_tokens: 99 },
      completion_tokens_details: { reasoning_tokens: -3 },
    }
    const { usage: counted } = await stream(delta({}, 'stop'), usage(details), '[DONE]')
    expect(counted).toEqual({ inputTokens: 10, cachedTokens: 10, outputTokens: 5 })
  })

  test('a cut stream leaves its last usage as interim; [DONE] makes it final', async () => {
    const chunks = [delta({ content: 'Hi' }), usage({})]
    expect(await stream(...chunks)).toMatchObject({ usage: { inputTokens: 10, outputTokens: 5 }, final: false })
    expect(await stream(...chunks, '[DONE]')).toMatchObject({
      usage: { inputTokens: 10, outputTokens: 5 },
      final: true,
    })
  })

  test('is found where Groq, DeepSeek and Moonshot put it', async () => {
    const counts = { prompt_tokens: 9, completion_tokens: 2, prompt_cache_hit_tokens: 4 }
    const end = delta({}, 'stop')
    const expected = { usage: { inputTokens: 9, cachedTokens: 4, outputTokens: 2 }, final: true }
    expect(await stream({ ...end, x_groq: { usage: counts } })).toMatchObject(expected)
    expect(await stream({ choices: [{ finish_reason: 'stop', delta: {}, usage: counts }] })).toMatchObject(expected)
  })

  test('without a total, the dialect says whether reasoning is beside the completion', async () => {
    const chunk = usage({ completion_tokens_details: { reasoning_tokens: 40 } })
    const outside = createOpenAIChatCodec(XAI_DIALECT)
    expect((await stream(chunk)).usage).toMatchObject({ outputTokens: 5, reasoningTokens: 5 })
    expect(decoded(await decodeRecording(outside, streamOf(chunk))).usage).toMatchObject({ outputTokens: 45 })
  })
})
