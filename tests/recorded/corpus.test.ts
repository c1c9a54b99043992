import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { ChatEvent } from '../../netlify/functions/_lib/domain/chat.ts'
import { parsePriceBook } from '../../netlify/functions/_lib/domain/price-book.ts'
import { costOf } from '../../netlify/functions/_lib/domain/pricing.ts'
import { cacheWriteTokens, type Usage } from '../../netlify/functions/_lib/domain/usage.ts'
import { anthropicCodec } from '../../netlify/functions/_lib/providers/anthropic.ts'
import type { Codec } from '../../netlify/functions/_lib/providers/codec.ts'
import { geminiCodec } from '../../netlify/functions/_lib/providers/gemini.ts'
import { COMPATIBLE_DIALECT, createOpenAIChatCodec } from '../../netlify/functions/_lib/providers/openai-chat.ts'
import { openaiResponsesCodec } from '../../netlify/functions/_lib/providers/openai-responses.ts'
import { upstreamProblem } from '../../netlify/functions/_lib/providers/upstream-problem.ts'
import { decodeRecording } from '../support/decoded.ts'
import { openRecordedCorpus, type RecordedCorpus, type RecordedUsage } from '../support/recorded.ts'

const PIECE_SIZES = [1, 2, 3, 7]

const CODECS: Readonly<Record<string, Codec>> = {
  chat: createOpenAIChatCodec(COMPATIBLE_DIALECT),
  responses: openaiResponsesCodec,
  messages: anthropicCodec,
  generateContent: geminiCodec,
}

const NO_CORPUS: RecordedCorpus = { usage: [], errors: [], read: () => ({ format: 'json', body: undefined }) }

const corpus = openRecordedCorpus()
if (!corpus) console.log('recorded traffic: skipped, neither RECORDED_CORPUS nor ../shared/corpus is there')

describe.skipIf(!corpus)('recorded traffic', () => {
  const { usage: rows, errors, read } = corpus ?? NO_CORPUS
  const decode = async (row: RecordedUsage, pieceSize?: number): Promise<ChatEvent[]> =>
    decodeRecording(codecOf(row), read(row), pieceSize)

  test('every answer decodes to the totals that its vendor billed', async () => {
    const wrong: object[] = []
    for (const row of rows) wrong.push(...mismatch(row, await decode(row)))
    const streams = rows.filter(({ stream }) => stream).length
    console.log(`recorded traffic: ${rows.length - streams} JSON answers and ${streams} streams checked`)
    expect(wrong).toEqual([])
  })

  test.each(PIECE_SIZES)('every stream decodes to the same in pieces of %d bytes', async (size) => {
    const wrong: string[] = []
    for (const row of rows.filter(({ stream }) => stream)) {
      if (!isDeepStrictEqual(await decode(row, size), await decode(row))) wrong.push(row.file)
    }
    expect(wrong).toEqual([])
  })

  test('every answer says once why it ended, holds no error and reports usage as final last', async () => {
    const wrong: string[] = []
    for (const row of rows) {
      const events = await decode(row)
      const ends = events.filter(({ type }) => type === 'finish' || type === 'error')
      const last = events.findLast((event) => event.type === 'usage')
      if (ends.length !== 1 || ends[0]?.type !== 'finish' || last?.final !== true) wrong.push(row.file)
    }
    expect(wrong).toEqual([])
  })

  test('every answer of a priced model costs what the vendor charged, to the pico-dollar', async () => {
    const file = readFileSync(resolve(import.meta.dirname, '../../pricing/pricing.json'), 'utf8')
    const book = parsePriceBook(JSON.parse(file))
    const wrong: string[] = []
    const count = { checked: 0, unpriced: 0 }
    for (const row of rows) {
      const price = row.model === null ? undefined : book.find(row.provider, row.model)
      if (!price || row.cost_usd === null) count.unpriced += 1
      else {
        count.checked += 1
        const { listPico } = costOf(price, lastUsage(await decode(row)))
        // The index holds a binary fraction of dollars, off by less than 10⁻¹⁵; prices are whole picos, so rounding restores them.
        const charged = BigInt(Math.round(row.cost_usd * 1e12))
        if (listPico !== charged) wrong.push(`${row.file}: ${listPico}, not ${charged}`)
      }
    }
    console.log('recorded traffic: costs', count)
    expect(wrong).toEqual([])
  })

  test('every refusal becomes an error of the contract that shows nothing of the vendor but a machine code', () => {
    const wrong: string[] = []
    for (const row of errors) {
      const recording = read(row)
      const body = recording.format === 'json' ? recording.body : undefined
      const error = upstreamProblem(row.status, JSON.stringify(body))
      const expected = [429, 503, 529].includes(row.status) ? 'UPSTREAM_BUSY' : 'UPSTREAM_ERROR'
      const shown = JSON.stringify([error.message, error.hint, error.details, error.cause]).toLowerCase()
      const leaks = prose(body).filter((text) => shown.includes(text.toLowerCase()))
      const { upstream_status } = error.details
      if (error.code !== expected || upstream_status !== row.status || leaks.length > 0) wrong.push(row.file)
    }
    console.log(`recorded traffic: ${errors.length} refusals checked`)
    expect(wrong).toEqual([])
  })
})

const codecOf = ({ kind }: RecordedUsage): Codec => {
  const codec = CODECS[kind]
  if (!codec) throw new Error(`The corpus has an API without a codec: ${kind}`)
  return codec
}

const lastUsage = (events: readonly ChatEvent[]): Usage => {
  const event = events.findLast(({ type }) => type === 'usage')
  if (event?.type !== 'usage') throw new Error('No usage was decoded')
  return event.usage
}

/**
 * Where a row differs from what was decoded. The index leaves out three things that are in the recorded answers:
 * - xAI counts reasoning beside `completion_tokens`, and so does the row (its two readers disagree for that reason);
 * - OpenAI and OpenRouter report `cache_write_tokens`, which `cost_usd` knows but the column `cache_write` does not;
 * - Anthropic reports `thinking_tokens`, which the column `reasoning` does not know (they are in the output either way).
 */
const mismatch = (row: RecordedUsage, events: readonly ChatEvent[]): object[] => {
  const usage = lastUsage(events)
  const reasoningBeside = row.provider === 'xai' ? row.reasoning : 0
  const writesUnknown = row.provider === 'openai' || row.provider === 'openrouter'
  const decoded = {
    input_total: usage.inputTokens,
    output_total: usage.outputTokens - reasoningBeside,
    cache_read: usage.cachedTokens,
    cache_write: writesUnknown ? 0 : cacheWriteTokens(usage),
    reasoning: row.provider === 'anthropic' ? 0 : usage.reasoningTokens,
  }
  const { input_total, output_total, cache_read, cache_write, reasoning } = row
  const recorded = { input_total, output_total, cache_read, cache_write, reasoning }
  return JSON.stringify(decoded) === JSON.stringify(recorded) ? [] : [{ file: row.file, decoded, recorded }]
}

/** Every string of a JSON value that is more than one word or a machine code: what a vendor wrote, or an id. */
const prose = (value: unknown): string[] => {
  if (typeof value === 'string') return /^[a-z_]*$/i.test(value) ? [] : [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(prose) : []
}
