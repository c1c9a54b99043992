import type { ToolCall } from '../../domain/chat.ts'
import type { AnswerHead, JsonObject, StreamWriter } from '../dialect.ts'
import { callParts, chunk, closingChunk, finishReason, textPart, thoughtPart } from './answer.ts'

/**
 * The chunks of streamGenerateContent. Gemini sends a function call whole, and fragments of several may come in turns, so the
 * calls are sent when the answer is complete, in one chunk with the finish reason and the usage, as Gemini sends them too.
 */
export const geminiStreamWriter = (head: AnswerHead): StreamWriter => {
  const calls = new Map<number, ToolCall>()
  return {
    open: () => '',
    write: (event) => {
      switch (event.type) {
        case 'text':
          return event.text === '' ? '' : geminiFrame(chunk(head, textPart(event.text)))
        case 'reasoning':
          return event.text === '' ? '' : geminiFrame(chunk(head, thoughtPart(event.text)))
        case 'tool_call': {
          const call = calls.get(event.index) ?? { id: '', name: '', arguments: '' }
          calls.set(event.index, {
            id: call.id === '' ? (event.id ?? '') : call.id,
            name: call.name === '' ? (event.name ?? '') : call.name,
            arguments: call.arguments + event.arguments,
          })
          return ''
        }
      }
    },
    close: ({ finish, usage }) => {
      const complete = [...calls].toSorted(([one], [other]) => one - other).map(([, call]) => call)
      const parts = callParts(complete)
      return geminiFrame(closingChunk(head, parts, finishReason(finish, parts.length < complete.length), usage))
    },
  }
}

/** An event as Google frames it: no name, and lines that end in CRLF. */
export const geminiFrame = (payload: JsonObject): string => `data: ${JSON.stringify(payload)}\r\n\r\n`
