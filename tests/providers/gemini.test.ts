import { describe, expect, test } from 'vitest'
import { geminiCodec as codec } from '../../netlify/functions/_lib/providers/gemini.ts'
import { decoded, decodeRecording, streamOf } from '../support/decoded.ts'
import { readFixture } from '../support/recorded.ts'

const chunk = (parts: object[], fields: object = {}, usageMetadata?: object) => ({
  responseId: 'r1',
  candidates: [{ content: { parts, role: 'model' }, ...fields }],
  usageMetadata,
})
const stream = async (...payloads: (object | string)[]) => decoded(await decodeRecording(codec, streamOf(...payloads)))
const read = async (name: string) => decoded(await decodeRecording(codec, readFixture(name)))

describe('decode: recorded answers', () => {
  test('text in chunks', async () => {
    expect(await read('gemini/text.sse')).toMatchObject({
      text: 'The capital of France is Paris.\n',
      finish: ['stop'],
      // Its earlier chunks said 15.
      usage: { inputTokens: 13, outputTokens: 8 },
      final: true,
    })
  })

  test('a tool call without an id gets one from the answer', async () => {
    expect(await read('gemini/tool-call.sse')).toMatchObject({
      toolCalls: [{ id: 'call_11peaOXwBPH_2PgPh_z--AY_0', name: 'get_temperature', arguments: '{"city":"Paris"}' }],
      finish: ['tool_calls'],
      usage: { inputTokens: 64, outputTokens: 5 },
    })
  })

  test('thoughts are output; cached input is input', async () => {
    expect((await read('gemini/cached-thinking.json')).usage).toEqual({
      inputTokens: 3520,
      cachedTokens: 3512,
      outputTokens: 44,
      reasoningTokens: 42,
    })
    expect(await read('gemini/thoughts-only.json')).toMatchObject({
      finish: ['length'],
      usage: { inputTokens: 15, outputTokens: 2, reasoningTokens: 2 },
    })
  })

  test('a blocked answer still costs its input', async () => {
    expect(await read('gemini/blocked.json')).toMatchObject({
      text: '',
      finish: ['content_filter'],
      usage: { inputTokens: 14 },
      final: true,
    })
  })
})

describe('decode: usage', () => {
  const counts = { promptTokenCount: 10, candidatesTokenCount: 3 }

  test('is cumulative: the last counts, final with the finish reason', async () => {
    const first = chunk([{ text: 'Hi' }], {}, { promptTokenCount: 10, totalTokenCount: 10 })
    expect(await stream(first)).toMatchObject({ usage: { inputTokens: 10 }, final: false })
    expect(await stream(first, chunk([{ text: '!' }], { finishReason: 'STOP' }, counts))).toMatchObject({
      usage: { inputTokens: 10, outputTokens: 3 },
      final: true,
    })
  })

  test('what the tools of the model read is input, audio is its own class', async () => {
    const details = {
      toolUsePromptTokenCount: 7,
      promptTokensDetails: [
        { modality: 'AUDIO', tokenCount: 4 },
        { modality: 'TEXT', tokenCount: 6 },
      ],
      candidatesTokensDetails: [{ modality: 'AUDIO', tokenCount: 2 }],
    }
    const { usage } = await stream(chunk([], { finishReason: 'STOP' }, { ...counts, ...details }))
    expect(usage).toEqual({ inputTokens: 17, audioInputTokens: 4, outputTokens: 3, audioOutputTokens: 2 })
  })

  test.each([
    [{}],
    [{ trafficType: 'ON_DEMAND' }],
    [{ candidatesTokenCount: 3 }],
    [{ promptTokenCount: 1, thoughtsTokenCount: -1 }],
  ])('none reported is none, not zero: %j', async (usageMetadata) => {
    expect((await stream(chunk([{ text: 'Hi' }], { finishReason: 'STOP' }, usageMetadata))).usage).toBeUndefined()
  })
})

describe('decode: the rest', () => {
  test('thoughts are reasoning, a call keeps its id, calls without a name are none', async () => {
    const answer = await stream(
      chunk([{ text: 'Hmm', thought: true }, { functionCall: { id: 'f1', name: 'look' } }, { functionCall: {} }]),
      chunk([{ functionCall: { name: 'smell', args: { at: 1 } } }], { finishReason: 'STOP' }),
    )
    expect(answer).toMatchObject({
      reasoning: 'Hmm',
      toolCalls: [
        { id: 'f1', name: 'look', arguments: '{}' },
        { id: 'call_r1_1', name: 'smell', arguments: '{"at":1}' },
      ],
      finish: ['tool_calls'],
    })
  })

  test('of several candidates the first with content is the answer', async () => {
    const candidates = (first: string, second: string) => [
      { index: 0, content: { parts: first ? [{ text: first }] : [] } },
      { index: 1, content: { parts: [{ text: second }] } },
    ]
    expect((await stream({ candidates: candidates('', 'b') }, { candidates: candidates('A', 'B') })).text).toBe('bB')
    expect((await stream({ candidates: candidates('a', 'b') }, { candidates: candidates('A', 'B') })).text).toBe('aA')
  })

  test('a blocked prompt is a content filter', async () => {
    const answer = await stream({ promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: { promptTokenCount: 8 } })
    expect(answer).toMatchObject({ finish: ['content_filter'], usage: { inputTokens: 8 }, final: true })
  })

  test.each([
    [{ code: 503, message: 'secret', status: 'UNAVAILABLE' }, 'UPSTREAM_BUSY'],
    [{ code: 500, message: 'secret', status: 'INTERNAL' }, 'UPSTREAM_ERROR'],
  ])('an error object ends the stream: %j', async (error, code) => {
    const answer = await stream(chunk([{ text: 'Hi' }]), { error }, chunk([{ text: '!' }]))
    expect(answer).toMatchObject({ text: 'Hi', error: code })
  })

  test.each([
    ['RECITATION', 'content_filter'],
    ['MALFORMED_FUNCTION_CALL', 'other'],
    ['SOMETHING_NEW', 'other'],
  ])('finish reason %s is %s', async (finishReason, finish) => {
    expect((await stream(chunk([], { finishReason }))).finish).toEqual([finish])
  })
})
