import { expect, test } from 'vitest'
import { anthropicCodec } from '../../netlify/functions/_lib/providers/anthropic.ts'
import { geminiCodec } from '../../netlify/functions/_lib/providers/gemini.ts'
import { COMPATIBLE_DIALECT, createOpenAIChatCodec } from '../../netlify/functions/_lib/providers/openai-chat.ts'
import { openaiResponsesCodec } from '../../netlify/functions/_lib/providers/openai-responses.ts'
import { decoded, decodeRecording, streamOf } from '../support/decoded.ts'

const chat = createOpenAIChatCodec(COMPATIBLE_DIALECT)
const codecs = [
  ['chat', chat],
  ['responses', openaiResponsesCodec],
  ['anthropic', anthropicCodec],
  ['gemini', geminiCodec],
] as const
const word = (content: string) => ({ choices: [{ index: 0, delta: { content } }] })

test.each(codecs)('%s: a malformed event is an error and the last one', async (_name, codec) => {
  for (const data of ['{"choices":', 'null', '[]', '7', 'oops']) {
    const events = await decodeRecording(codec, streamOf(data, word('late')))
    expect(events).toMatchObject([{ type: 'error', error: { code: 'UPSTREAM_ERROR' } }])
  }
})

test.each(codecs)('%s: a body that is no answer is an error', (_name, codec) => {
  for (const body of [undefined, null, 'oops', [], 7, {}, { object: 'list', data: [] }]) {
    expect([...codec.decodeBody(body)]).toMatchObject([{ type: 'error', error: { code: 'UPSTREAM_ERROR' } }])
  }
})

test.each(codecs)('%s: an error body is an error', (_name, codec) => {
  const body = { type: 'error', error: { type: 'server_error', message: 'secret' } }
  expect([...codec.decodeBody(body)]).toMatchObject([{ type: 'error', error: { code: 'UPSTREAM_ERROR' } }])
})

test.each(codecs)('%s: an unknown event is dropped', async (_name, codec) => {
  expect(await decodeRecording(codec, streamOf({}, { type: 'something.new' }, { choices: 1, candidates: 1 }))).toEqual(
    [],
  )
})

test.each(codecs)('%s: an empty stream is silence', async (_name, codec) => {
  expect(await decodeRecording(codec, streamOf())).toEqual([])
})

test('what comes before a malformed event is kept, and nothing after [DONE] is read', async () => {
  expect(decoded(await decodeRecording(chat, streamOf(word('Hi'), '{', word(' there'))))).toMatchObject({
    text: 'Hi',
    error: 'UPSTREAM_ERROR',
  })
  expect(decoded(await decodeRecording(chat, streamOf(word('Hi'), '[DONE]', word(' there'))))).toMatchObject({
    text: 'Hi',
    error: undefined,
  })
})

test.each([1, 2, 3, 7])('characters survive pieces of %d bytes', async (size) => {
  const text = 'é – 猫 👩‍👩‍👧 \u2028'
  expect(decoded(await decodeRecording(chat, streamOf(word(text)), size)).text).toBe(text)
})
