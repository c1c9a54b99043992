import { describe, expect, test } from 'vitest'
import { openaiResponses as dialect } from '../../netlify/functions/_lib/dialects/openai-responses.ts'
import type { ChatEvent, FinishReason } from '../../netlify/functions/_lib/domain/chat.ts'
import { NO_USAGE, type Usage } from '../../netlify/functions/_lib/domain/usage.ts'
import { anthropicCodec } from '../../netlify/functions/_lib/providers/anthropic.ts'
import type { Codec } from '../../netlify/functions/_lib/providers/codec.ts'
import { geminiCodec } from '../../netlify/functions/_lib/providers/gemini.ts'
import { COMPATIBLE_DIALECT, createOpenAIChatCodec } from '../../netlify/functions/_lib/providers/openai-chat.ts'
import { openaiResponsesCodec } from '../../netlify/functions/_lib/providers/openai-responses.ts'
import { decoded, decodeRecording } from '../support/decoded.ts'
import { openRecordedCorpus, type RecordedCorpus } from '../support/recorded.ts'

const OTHERS: Readonly<Record<string, Codec>> = {
  chat: createOpenAIChatCodec(COMPATIBLE_DIALECT),
  messages: anthropicCodec,
  generateContent: geminiCodec,
}
const NO_CORPUS: RecordedCorpus = { usage: [], errors: [], read: () => ({ format: 'json', body: undefined }) }

const corpus = openRecordedCorpus()
if (!corpus) console.log('recorded traffic: skipped, neither RECORDED_CORPUS nor ../shared/corpus is there')

const head = { id: 'abc', model: 'm', createdAt: new Date('2026-11-20T12:00:00Z') }

/** What a client of this API can be told: one class of cache writes, no searches, a stop with calls is for the calls. */
const expectedOf = (events: readonly ChatEvent[]) => {
  const { text, reasoning, toolCalls } = decoded(events)
  const used = events.findLast((event) => event.type === 'usage')?.usage ?? NO_USAGE
  const usage: Usage = {
    ...used,
    cacheWrite5mTokens: used.cacheWrite5mTokens + used.cacheWrite1hTokens,
    cacheWrite1hTokens: 0,
    webSearches: 0,
  }
  const reason = events.find((event) => event.type === 'finish')?.reason ?? 'other'
  const finish: FinishReason = reason === 'stop' || reason === 'tool_calls' ? stopOf(toolCalls) : reason
  const whole = toolCalls.map((call) => ({ ...call, arguments: argumentsOf(call.arguments, finish) }))
  return {
    answer: { text, reasoning, toolCalls, finish: reason, usage: used },
    told: { text, reasoning, toolCalls: whole, finish, usage },
  }
}
const stopOf = (calls: readonly unknown[]): FinishReason => (calls.length > 0 ? 'tool_calls' : 'stop')
const argumentsOf = (args: string, finish: FinishReason) =>
  args === '' && (finish === 'stop' || finish === 'tool_calls') ? '{}' : args

const told = (events: readonly ChatEvent[]) => {
  const { text, reasoning, toolCalls, finish } = decoded(events)
  const usage = events.findLast((event) => event.type === 'usage')?.usage
  return { text, reasoning, toolCalls, finish: finish[0], usage }
}

describe.skipIf(!corpus)('recorded answers of the other APIs', () => {
  const { usage: rows, read } = corpus ?? NO_CORPUS

  test('say the same through this one, whole and streamed', async () => {
    let checked = 0
    for (const row of rows) {
      const codec = OTHERS[row.kind]
      if (!codec) continue
      const events = await decodeRecording(codec, read(row))
      const { answer, told: expected } = expectedOf(events)
      const whole = dialect.writeAnswer({ ...head, ...answer })
      expect(told([...openaiResponsesCodec.decodeBody(whole)]), row.file).toEqual(expected)

      const writer = dialect.streamWriter(head, { usageAsked: true })
      const frames = events.map((event) =>
        event.type === 'text' || event.type === 'reasoning' || event.type === 'tool_call' ? writer.write(event) : '',
      )
      const text = [writer.open(), ...frames, writer.close({ finish: answer.finish, usage: answer.usage })].join('')
      const again = await decodeRecording(openaiResponsesCodec, { format: 'sse', text })
      expect(told(again), row.file).toEqual(expected)
      checked += 1
    }
    console.log(`recorded traffic: ${checked} answers translated to responses`)
  })
})
