import type { ChatEvent, FinishReason } from '../domain/chat.ts'
import { anthropicUsage } from './anthropic-usage.ts'
import type { ChunkReader } from './decode-chunks.ts'
import { type JsonRecord, recordOf, recordsOf, textOf } from './json-reader.ts'
import { answerProblem } from './upstream-problem.ts'

/** docs.anthropic.com "Handling stop reasons". `pause_turn` and any new word become `other`. */
const FINISH = new Map<string, FinishReason>([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool_calls'],
  ['refusal', 'content_filter'],
])

/**
 * Reads the events of a Messages stream by the `type` in their data (which repeats the event's name), and a whole message as
 * one of them. `message_start` has the exact input and a first guess at the output; the counts are final once they come with
 * a stop reason. Blocks of the vendor's own server tools are dropped.
 */
export const anthropicReader = (): ChunkReader => {
  const usage = anthropicUsage()
  /** By the vendor's block index, the index of the tool call that the block is. */
  const toolCalls = new Map<unknown, number>()

  const usageEvents = (value: unknown, stopped: boolean): ChatEvent[] => {
    const complete = usage.report(value)
    const total = usage.total()
    return total && recordOf(value) ? [{ type: 'usage', usage: total, final: complete && stopped }] : []
  }
  const stopEvents = (message: JsonRecord | undefined, reported: unknown): ChatEvent[] => {
    const reason = textOf(message?.['stop_reason'])
    const events = usageEvents(reported, reason !== undefined)
    return reason ? [...events, { type: 'finish', reason: FINISH.get(reason) ?? 'other' }] : events
  }
  const toolUse = (block: JsonRecord, position: unknown, args: string): ChatEvent => {
    const index = toolCalls.size
    toolCalls.set(position, index)
    const id = textOf(block['id'])
    const name = textOf(block['name'])
    return { type: 'tool_call', index, ...(id && { id }), ...(name && { name }), arguments: args }
  }
  const deltaEvents = (delta: JsonRecord | undefined, position: unknown): ChatEvent[] => {
    switch (delta?.['type']) {
      case 'input_json_delta': {
        const index = toolCalls.get(position)
        const json = textOf(delta['partial_json'])
        return index !== undefined && json ? [{ type: 'tool_call', index, arguments: json }] : []
      }
      default:
        return wordEvents(delta)
    }
  }

  return {
    read(chunk) {
      switch (chunk['type']) {
        case 'message_start':
          return usageEvents(recordOf(chunk['message'])?.['usage'], false)
        case 'content_block_start': {
          const block = recordOf(chunk['content_block'])
          return block?.['type'] === 'tool_use' ? [toolUse(block, chunk['index'], '')] : wordEvents(block)
        }
        case 'content_block_delta':
          return deltaEvents(recordOf(chunk['delta']), chunk['index'])
        case 'message_delta':
          return stopEvents(recordOf(chunk['delta']), chunk['usage'])
        case 'message':
          return [
            ...recordsOf(chunk['content']).flatMap((block, position): ChatEvent[] => {
              if (block['type'] !== 'tool_use') return wordEvents(block)
              return [toolUse(block, position, JSON.stringify(recordOf(block['input']) ?? {}))]
            }),
            ...stopEvents(chunk, chunk['usage']),
          ]
        default:
          return recordOf(chunk['error']) ? [{ type: 'error', error: answerProblem(chunk['error']) }] : []
      }
    },
    end: () => [],
  }
}

/** The text of a block or of a fragment of one; empty for every other kind. */
const wordEvents = (block: JsonRecord | undefined): ChatEvent[] => {
  switch (block?.['type']) {
    case 'text':
    case 'text_delta': {
      const text = textOf(block['text'])
      return text ? [{ type: 'text', text }] : []
    }
    case 'thinking':
    case 'thinking_delta': {
      const text = textOf(block['thinking'])
      return text ? [{ type: 'reasoning', text }] : []
    }
    default:
      return []
  }
}
