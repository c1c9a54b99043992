import type { ChatEvent, ToolCall } from '../../netlify/functions/_lib/domain/chat.ts'
import type { ErrorCode } from '../../netlify/functions/_lib/domain/errors.ts'
import { NO_USAGE, type Usage } from '../../netlify/functions/_lib/domain/usage.ts'
import type { Codec } from '../../netlify/functions/_lib/providers/codec.ts'
import { readServerSentEvents } from '../../netlify/functions/_lib/providers/sse.ts'
import { inPieces, type Recording } from './recorded.ts'

/** What a codec makes of a recording: of a stream, through the real reader in pieces of `pieceSize` bytes. */
export const decodeRecording = async (
  codec: Codec,
  recording: Recording,
  pieceSize = Number.MAX_SAFE_INTEGER,
): Promise<ChatEvent[]> => {
  if (recording.format === 'json') return [...codec.decodeBody(recording.body)]
  const events: ChatEvent[] = []
  for await (const event of codec.decode(readServerSentEvents(inPieces(recording.text, pieceSize)))) events.push(event)
  return events
}

/** A stream of these payloads, each an object or the raw text of its data. */
export const streamOf = (...payloads: readonly (object | string)[]): Recording => {
  const data = payloads.map((payload) => (typeof payload === 'string' ? payload : JSON.stringify(payload)))
  return { format: 'sse', text: data.map((text) => `data: ${text}\n\n`).join('') }
}

export type Decoded = {
  text: string
  reasoning: string
  toolCalls: ToolCall[]
  finish: string[]
  /** The last one, without the classes that are zero. */
  usage: Partial<Usage> | undefined
  final: boolean | undefined
  error: ErrorCode | undefined
}

/** The events of an answer, put together as a consumer does. */
export const decoded = (events: readonly ChatEvent[]): Decoded => {
  const last = events.findLast((event) => event.type === 'usage')
  const error = events.find((event) => event.type === 'error')
  return {
    text: events.map((event) => (event.type === 'text' ? event.text : '')).join(''),
    reasoning: events.map((event) => (event.type === 'reasoning' ? event.text : '')).join(''),
    toolCalls: toolCallsOf(events),
    finish: events.flatMap((event) => (event.type === 'finish' ? [event.reason] : [])),
    usage: last && withoutZeros(last.usage),
    final: last?.final,
    error: error?.error.code,
  }
}

const toolCallsOf = (events: readonly ChatEvent[]): ToolCall[] => {
  const calls: ToolCall[] = []
  for (const event of events) {
    if (event.type !== 'tool_call') continue
    const call = (calls[event.index] ??= { id: '', name: '', arguments: '' })
    call.id += event.id ?? ''
    call.name += event.name ?? ''
    call.arguments += event.arguments
  }
  return calls
}

const withoutZeros = (usage: Usage): Partial<Usage> => {
  const zeros: Readonly<Record<string, number>> = NO_USAGE
  return Object.fromEntries(Object.entries(usage).filter(([field, count]) => count !== zeros[field]))
}
