import type { ChatEvent, FinishReason } from '../domain/chat.ts'
import type { ChunkReader } from './decode-chunks.ts'
import { type JsonRecord, recordOf, recordsOf, textOf } from './json-reader.ts'
import { openaiResponsesUsage } from './openai-responses-usage.ts'
import { answerProblem } from './upstream-problem.ts'

const INCOMPLETE = new Map<string, FinishReason>([
  ['max_output_tokens', 'length'],
  ['content_filter', 'content_filter'],
])

type OpenCall = { index: number; streamed: boolean }

/**
 * Reads the events of a Responses stream by the `type` in their data, and a whole response as one of them. Usage is in the
 * event that ends the response, whichever of completed, incomplete and failed it is. Items of the vendor's own tools are dropped.
 */
export const openaiResponsesReader = (): ChunkReader => {
  /** By item id, or by place in the output where a server leaves ids out. */
  const calls = new Map<unknown, OpenCall>()

  const callEvents = (item: JsonRecord, key: unknown, args: string): ChatEvent[] => {
    const call = calls.get(key)
    if (call) {
      // The finished item repeats arguments that came in fragments, and brings those that did not.
      if (call.streamed || args === '') return []
      call.streamed = true
      return [{ type: 'tool_call', index: call.index, arguments: args }]
    }
    const index = calls.size
    calls.set(key, { index, streamed: args !== '' })
    const id = textOf(item['call_id']) ?? textOf(item['id'])
    const name = textOf(item['name'])
    return [{ type: 'tool_call', index, ...(id && { id }), ...(name && { name }), arguments: args }]
  }
  const itemEvents = (item: JsonRecord | undefined, position: unknown): ChatEvent[] => {
    if (item?.['type'] !== 'function_call') return []
    return callEvents(item, textOf(item['id']) ?? position, textOf(item['arguments']) ?? '')
  }
  const argumentEvents = (chunk: JsonRecord): ChatEvent[] => {
    const call = calls.get(textOf(chunk['item_id']) ?? chunk['output_index']) ?? calls.get(chunk['output_index'])
    const fragment = textOf(chunk['delta'])
    if (!call || !fragment) return []
    call.streamed = true
    return [{ type: 'tool_call', index: call.index, arguments: fragment }]
  }
  const endEvents = (response: JsonRecord | undefined, status: unknown): ChatEvent[] => {
    const usage = openaiResponsesUsage(response?.['usage'])
    const events: ChatEvent[] = usage ? [{ type: 'usage', usage, final: true }] : []
    if (status === 'failed') return [...events, { type: 'error', error: answerProblem(response?.['error']) }]
    if (status === 'incomplete') {
      const reason = textOf(recordOf(response?.['incomplete_details'])?.['reason'])
      return [...events, { type: 'finish', reason: INCOMPLETE.get(reason ?? '') ?? 'other' }]
    }
    if (status !== 'completed') return [...events, { type: 'finish', reason: 'other' }]
    return [...events, { type: 'finish', reason: calls.size > 0 ? 'tool_calls' : 'stop' }]
  }

  return {
    read(chunk) {
      switch (chunk['type']) {
        case 'response.output_text.delta':
        case 'response.refusal.delta':
          return wordEvents('text', chunk['delta'])
        case 'response.reasoning_summary_text.delta':
        case 'response.reasoning_text.delta':
          return wordEvents('reasoning', chunk['delta'])
        case 'response.output_item.added':
        case 'response.output_item.done':
          return itemEvents(recordOf(chunk['item']), chunk['output_index'])
        case 'response.function_call_arguments.delta':
          return argumentEvents(chunk)
        case 'response.completed':
          return endEvents(recordOf(chunk['response']), 'completed')
        case 'response.incomplete':
          return endEvents(recordOf(chunk['response']), 'incomplete')
        case 'response.failed':
          return endEvents(recordOf(chunk['response']), 'failed')
        case 'response.cancelled':
          return endEvents(recordOf(chunk['response']), 'cancelled')
        case 'error':
          return [{ type: 'error', error: answerProblem(chunk['error'] ?? chunk) }]
        case undefined:
          return wholeEvents(chunk, itemEvents, endEvents)
        default:
          return []
      }
    },
    end: () => [],
  }
}

const wholeEvents = (
  response: JsonRecord,
  itemEvents: (item: JsonRecord, position: number) => ChatEvent[],
  endEvents: (response: JsonRecord, status: unknown) => ChatEvent[],
): ChatEvent[] => {
  if (response['object'] !== 'response') {
    return recordOf(response['error']) ? [{ type: 'error', error: answerProblem(response['error']) }] : []
  }
  const output = recordsOf(response['output']).flatMap((item, position) => [
    ...writtenEvents(item),
    ...itemEvents(item, position),
  ])
  return [...output, ...endEvents(response, response['status'])]
}

/** The text of a finished message or reasoning item; empty for every other kind. */
const writtenEvents = (item: JsonRecord): ChatEvent[] => {
  const isMessage = item['type'] === 'message'
  if (!isMessage && item['type'] !== 'reasoning') return []
  return [...recordsOf(item['summary']), ...recordsOf(item['content'])].flatMap((part) =>
    wordEvents(isMessage ? 'text' : 'reasoning', part['text'] ?? part['refusal']),
  )
}

const wordEvents = (type: 'text' | 'reasoning', value: unknown): ChatEvent[] => {
  const text = textOf(value)
  return text ? [{ type, text }] : []
}
