import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import type { FinishReason } from '../../netlify/functions/_lib/domain/chat.ts'
import { NO_USAGE, type Usage } from '../../netlify/functions/_lib/domain/usage.ts'
import { geminiDialect } from '../../netlify/functions/_lib/dialects/gemini.ts'
import { anthropicCodec } from '../../netlify/functions/_lib/providers/anthropic.ts'
import type { Codec } from '../../netlify/functions/_lib/providers/codec.ts'
import { geminiCodec } from '../../netlify/functions/_lib/providers/gemini.ts'
import { COMPATIBLE_DIALECT, createOpenAIChatCodec } from '../../netlify/functions/_lib/providers/openai-chat.ts'
import { openaiResponsesCodec } from '../../netlify/functions/_lib/providers/openai-responses.ts'
import { type Decoded, decoded, decodeRecording } from '../support/decoded.ts'
import { openRecordedCorpus, type RecordedCorpus, type RecordedUsage } from '../support/recorded.ts'

const OTHERS: Readonly<Record<string, Codec>> = {
  chat: createOpenAIChatCodec(COMPATIBLE_DIALECT),
  responses: openaiResponsesCodec,
  messages: anthropicCodec,
}
const NO_CORPUS: RecordedCorpus = { usage: [], errors: [], read: () => ({ format: 'json', body: undefined }) }
const ROOT = process.env['RECORDED_CORPUS'] ?? resolve(import.meta.dirname, '../../../shared/corpus')

const corpus = openRecordedCorpus()
if (!corpus) console.log('recorded traffic: skipped, neither RECORDED_CORPUS nor ../shared/corpus is there')

/** What Gemini can say of an answer: it has no class for cache writes and no fee for searches of others. */
const comparable = ({ text, reasoning, toolCalls, usage }: Decoded) => ({
  text,
  reasoning,
  toolCalls: toolCalls.map(({ id, name, arguments: args }) => [
    id,
    name,
    args === '' ? {} : (JSON.parse(args) as unknown),
  ]),
  usage: { ...NO_USAGE, ...usage, cacheWrite5mTokens: 0, cacheWrite1hTokens: 0, webSearches: 0 } satisfies Usage,
})

describe.skipIf(!corpus)('recorded traffic', () => {
  const { usage: rows, read } = corpus ?? NO_CORPUS

  test('every answer of another vendor is the same when a Gemini client reads it', async () => {
    const wrong: string[] = []
    let checked = 0
    for (const row of rows) {
      const codec = OTHERS[row.kind]
      if (!codec) continue
      const events = await decodeRecording(codec, read(row))
      const original = decoded(events)
      const head = { id: 'r1', model: row.model ?? 'model', createdAt: new Date(0) }
      const usage = { ...NO_USAGE, ...original.usage }
      // The codecs give only our own finish reasons.
      const finish = (original.finish[0] ?? 'other') as FinishReason

      const writer = geminiDialect.streamWriter(head, { usageAsked: true })
      let sse = writer.open()
      for (const event of events) {
        if (event.type === 'text' || event.type === 'reasoning' || event.type === 'tool_call')
          sse += writer.write(event)
      }
      sse += writer.close({ finish, usage })
      const body = JSON.parse(
        JSON.stringify(geminiDialect.writeAnswer({ ...head, ...original, finish, usage })),
      ) as unknown

      for (const recording of [{ format: 'sse', text: sse } as const, { format: 'json', body } as const]) {
        checked += 1
        const back = decoded(await decodeRecording(geminiCodec, recording))
        if (!isDeepStrictEqual(comparable(back), comparable(original))) wrong.push(`${row.file} ${recording.format}`)
      }
    }
    console.log(`recorded traffic: ${checked} answers written for Gemini clients`)
    expect(wrong).toEqual([])
  })

  test('every request of a Gemini client is read, and its bound covers the input that was billed', () => {
    const wrong: string[] = []
    const refused = new Map<string, number>()
    const count = { read: 0, translated: 0 }
    for (const row of rows.filter(({ kind, file }) => kind === 'generateContent' && file.startsWith('pydantic-ai/'))) {
      const body = requestOf(row)
      if (body === undefined) continue
      try {
        const call = geminiDialect.read(body, { model: row.model ?? 'gemini', stream: row.stream })
        count.read += 1
        const { textBytes, messages, images, files, tools } = call.input
        const bound = textBytes + messages * 16 + images * 6_000 + (tools > 0 ? 1_024 : 0)
        if (files === 0 && bound < row.input_total) wrong.push(`${row.file}: ${bound} < ${row.input_total}`)
        call.translate()
        count.translated += 1
      } catch (error) {
        if (!(error instanceof GatewayError) || error.code !== 'BAD_REQUEST') throw error
        const field = String(error.details['field']).replaceAll(/\d+/g, 'N')
        refused.set(field, (refused.get(field) ?? 0) + 1)
      }
    }
    console.log('recorded traffic: requests', count, Object.fromEntries(refused))
    expect(wrong).toEqual([])
  })
})

const exchange = z.object({ request: z.unknown() })

/** Undefined where the request was not recorded as JSON. */
const requestOf = ({ file }: RecordedUsage) => {
  const path = join(ROOT, file)
  if (!existsSync(path)) return undefined
  const { request } = exchange.parse(JSON.parse(readFileSync(path, 'utf8')))
  return z.looseObject({ contents: z.unknown() }).safeParse(request).data
}
