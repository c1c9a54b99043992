import { describe, expect, test } from 'vitest'
import { anthropicDialect } from '../../netlify/functions/_lib/dialects/anthropic.ts'
import { anthropicStreamWriter } from '../../netlify/functions/_lib/dialects/anthropic/stream-writer.ts'
import type { ChatEvent } from '../../netlify/functions/_lib/domain/chat.ts'
import { NO_USAGE } from '../../netlify/functions/_lib/domain/usage.ts'
import { anthropicCodec } from '../../netlify/functions/_lib/providers/anthropic.ts'
import type { Codec } from '../../netlify/functions/_lib/providers/codec.ts'
import { geminiCodec } from '../../netlify/functions/_lib/providers/gemini.ts'
import { COMPATIBLE_DIALECT, createOpenAIChatCodec } from '../../netlify/functions/_lib/providers/openai-chat.ts'
import { openaiResponsesCodec } from '../../netlify/functions/_lib/providers/openai-responses.ts'
import { type Decoded, decoded, decodeRecording } from '../support/decoded.ts'
import { openRecordedCorpus, type RecordedUsage } from '../support/recorded.ts'

const OTHERS: Readonly<Record<string, Codec>> = {
  chat: createOpenAIChatCodec(COMPATIBLE_DIALECT),
  responses: openaiResponsesCodec,
  generateContent: geminiCodec,
}
const head = { id: 'x', model: 'm', createdAt: new Date(0) }

const corpus = openRecordedCorpus()
if (!corpus) console.log('anthropic corpus: skipped, neither RECORDED_CORPUS nor ../shared/corpus is there')

type Content = Extract<ChatEvent, { type: 'text' | 'reasoning' | 'tool_call' }>
const isContent = (event: ChatEvent): event is Content =>
  event.type === 'text' || event.type === 'reasoning' || event.type === 'tool_call'

/** What the format can say of it: no audio, and the ends that it has words for. */
const inMessageTerms = ({ usage = {}, finish, ...rest }: Decoded): Decoded => {
  const counts = { ...usage }
  delete counts.audioInputTokens
  delete counts.audioOutputTokens
  const hasCalls = rest.toolCalls.length > 0
  const word = (reason: string) => {
    if (hasCalls && (reason === 'stop' || reason === 'other')) return 'tool_calls'
    return reason === 'other' || (reason === 'tool_calls' && !hasCalls) ? 'stop' : reason
  }
  return { ...rest, finish: finish.map(word), usage: counts }
}

const parsed = (calls: Decoded['toolCalls']) =>
  calls.map((call) => ({ ...call, arguments: JSON.parse(call.arguments === '' ? '{}' : call.arguments) as unknown }))

describe.skipIf(!corpus)('every recorded answer of another vendor, written as a message', () => {
  const rows = (corpus?.usage ?? []).filter(({ kind }) => OTHERS[kind] !== undefined)
  const recorded = async (row: RecordedUsage) => {
    const other = OTHERS[row.kind]
    if (!corpus || !other) throw new Error(`No codec for ${row.kind}`)
    const events = await decodeRecording(other, corpus.read(row))
    const usage = events.findLast((event) => event.type === 'usage')?.usage ?? NO_USAGE
    const finish = events.find((event) => event.type === 'finish')?.reason ?? 'other'
    return { events, said: decoded(events), end: { finish, usage } }
  }

  test('says the same as JSON', async () => {
    for (const row of rows) {
      const { said, end } = await recorded(row)
      const { text, reasoning, toolCalls } = said
      const body = anthropicDialect.writeAnswer({ ...head, ...end, text, reasoning, toolCalls })
      const again = decoded([...anthropicCodec.decodeBody(JSON.parse(JSON.stringify(body)))])
      const expected = inMessageTerms(said)
      expect({ ...again, toolCalls: parsed(again.toolCalls) }, row.file).toEqual({
        ...expected,
        toolCalls: parsed(expected.toolCalls),
      })
    }
    console.log(`anthropic corpus: ${rows.length} answers translated`)
  })

  test('says the same as a stream', async () => {
    for (const row of rows) {
      const { events, said, end } = await recorded(row)
      const writer = anthropicStreamWriter(head)
      const content = events.filter(isContent).map((event) => writer.write(event))
      const text = writer.open() + content.join('') + writer.close(end)
      const again = decoded(await decodeRecording(anthropicCodec, { format: 'sse', text }))
      expect(again, row.file).toEqual(inMessageTerms(said))
    }
  })
})
