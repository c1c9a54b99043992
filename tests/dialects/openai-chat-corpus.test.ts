import { describe, expect, test } from 'vitest'
import { openaiChat } from '../../netlify/functions/_lib/dialects/openai-chat.ts'
import type { ChatEvent } from '../../netlify/functions/_lib/domain/chat.ts'
import { NO_USAGE } from '../../netlify/functions/_lib/domain/usage.ts'
import { anthropicCodec } from '../../netlify/functions/_lib/providers/anthropic.ts'
import type { Codec } from '../../netlify/functions/_lib/providers/codec.ts'
import { geminiCodec } from '../../netlify/functions/_lib/providers/gemini.ts'
import { createOpenAIChatCodec, OPENAI_DIALECT } from '../../netlify/functions/_lib/providers/openai-chat.ts'
import { openaiResponsesCodec } from '../../netlify/functions/_lib/providers/openai-responses.ts'
import { decoded, type Decoded, decodeRecording } from '../support/decoded.ts'
import { openRecordedCorpus, type RecordedUsage } from '../support/recorded.ts'

const OTHERS: Readonly<Record<string, Codec>> = {
  messages: anthropicCodec,
  generateContent: geminiCodec,
  responses: openaiResponsesCodec,
}
const codec = createOpenAIChatCodec(OPENAI_DIALECT)
const head = { id: 'x', model: 'm', createdAt: new Date(0) }

const corpus = openRecordedCorpus()
if (!corpus) console.log('openai-chat corpus: skipped, neither RECORDED_CORPUS nor ../shared/corpus is there')

const isContent = (event: ChatEvent) =>
  event.type === 'text' || event.type === 'reasoning' || event.type === 'tool_call'

/** What the format can say of it: one class of cache writes, no searches, no end but the four that it has words for. */
const inChatTerms = ({ usage = {}, ...rest }: Decoded): Decoded => {
  const { cacheWrite1hTokens = 0, cacheWrite5mTokens = 0, ...counts } = usage
  delete counts.webSearches
  const cacheWrite = cacheWrite1hTokens + cacheWrite5mTokens
  return {
    ...rest,
    finish: rest.finish.map((reason) => (reason === 'other' ? 'stop' : reason)),
    usage: { ...counts, ...(cacheWrite > 0 && { cacheWrite5mTokens: cacheWrite }) },
  }
}

describe.skipIf(!corpus)('every recorded answer of another vendor, written as a chat completion', () => {
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
      const body = openaiChat.writeAnswer({ ...head, ...end, text, reasoning, toolCalls })
      const again: unknown = JSON.parse(JSON.stringify(body))
      expect(decoded([...codec.decodeBody(again)]), row.file).toEqual(inChatTerms(said))
    }
    console.log(`openai-chat corpus: ${rows.length} answers translated`)
  })

  test.each([true, false])('says the same as a stream, with usage asked for: %j', async (usageAsked) => {
    for (const row of rows) {
      const { events, said, end } = await recorded(row)
      const writer = openaiChat.streamWriter(head, { usageAsked })
      const content = events.filter(isContent).map((event) => writer.write(event))
      const text = writer.open() + content.join('') + writer.close(end)
      expect(decoded(await decodeRecording(codec, { format: 'sse', text })), row.file).toEqual(inChatTerms(said))
    }
  })
})
