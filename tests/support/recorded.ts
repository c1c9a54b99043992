import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'

/** Recorded answers of real vendors; see its README. Not part of the project: `undefined` where it is absent. */
export type RecordedCorpus = { usage: readonly RecordedUsage[]; errors: readonly RecordedError[]; read: ReadRecording }
export type RecordedUsage = z.infer<typeof usageRow>
export type RecordedError = z.infer<typeof errorRow>
/** A recorded answer: a JSON body, or the text of an event stream. */
export type Recording = { format: 'json'; body: unknown } | { format: 'sse'; text: string }
type ReadRecording = (row: { file: string; stream?: boolean }) => Recording

const usageRow = z.object({
  file: z.string(),
  provider: z.string(),
  kind: z.string(),
  stream: z.boolean(),
  model: z.string().nullable(),
  input_total: z.number(),
  output_total: z.number(),
  cache_read: z.number(),
  cache_write: z.number(),
  reasoning: z.number(),
  two_oracles_agree: z.boolean(),
  cost_usd: z.number().nullable(),
})
const errorRow = z.object({ file: z.string(), provider: z.string(), kind: z.string(), status: z.number() })
const index = z.object({ usage: z.array(usageRow), errors: z.array(errorRow) })
const exchange = z.object({ response: z.unknown() })

/** The corpus in `RECORDED_CORPUS`, or in `../shared/corpus` beside the project. */
export const openRecordedCorpus = (): RecordedCorpus | undefined => {
  const root = process.env['RECORDED_CORPUS'] ?? resolve(import.meta.dirname, '../../../shared/corpus')
  if (!existsSync(join(root, 'index.json'))) return undefined
  const load = (file: string): string => readFileSync(join(root, file), 'utf8')
  const { usage, errors } = index.parse(JSON.parse(load('index.json')))
  return {
    usage,
    errors,
    read: ({ file, stream }) => {
      if (file.endsWith('.chunks.txt')) return { format: 'sse', text: framed(load(file)) }
      const json: unknown = JSON.parse(load(file))
      if (!file.startsWith('pydantic-ai/')) return { format: 'json', body: json }
      const { response } = exchange.parse(json)
      if (typeof response !== 'string') return { format: 'json', body: response }
      return stream ? { format: 'sse', text: response } : { format: 'json', body: JSON.parse(response) }
    },
  }
}

/** One payload per line as an event stream; Anthropic and Responses name each event by the payload's `type`. */
export const framed = (payloads: string): string =>
  payloads
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `${eventName(line)}data: ${line}\n\n`)
    .join('')

const eventName = (line: string): string => {
  const type: unknown = line.startsWith('{') ? z.looseObject({}).parse(JSON.parse(line))['type'] : undefined
  return typeof type === 'string' ? `event: ${type}\n` : ''
}

/** One of the project's own recorded bodies in `tests/fixtures/recorded`, e.g. `anthropic/text.json`. */
export const readFixture = (name: string): Recording => {
  const text = readFileSync(resolve(import.meta.dirname, '../fixtures/recorded', name), 'utf8')
  return name.endsWith('.sse') ? { format: 'sse', text } : { format: 'json', body: JSON.parse(text) }
}

/** The text's UTF-8 bytes as a body in pieces of `size` bytes, which split characters, lines and events. */
export const inPieces = (text: string, size: number): ReadableStream<Uint8Array> => {
  const bytes = new TextEncoder().encode(text)
  let offset = 0
  return new ReadableStream({
    pull(controller) {
      if (offset < bytes.length) controller.enqueue(bytes.subarray(offset, offset + size))
      else controller.close()
      offset += size
    },
  })
}
