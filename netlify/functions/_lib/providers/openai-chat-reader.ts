import type { ChatEvent, FinishReason } from '../domain/chat.ts'
import type { Usage } from '../domain/usage.ts'
import type { ChunkReader } from './decode-chunks.ts'
import { type JsonRecord, recordOf, recordsOf, textOf } from './json-reader.ts'
import { openaiChatUsage } from './openai-chat-usage.ts'
import { toolCallFragments } from './tool-call-fragments.ts'
import { answerProblem } from './upstream-problem.ts'

/** `model_length` is Mistral's; DeepSeek's `insufficient_system_resource` and any new word become `other`. */
const FINISH = new Map<string, FinishReason>([
  ['stop', 'stop'],
  ['length', 'length'],
  ['model_length', 'length'],
  ['tool_calls', 'tool_calls'],
  ['function_call', 'tool_calls'],
  ['content_filter', 'content_filter'],
])

/**
 * Reads chat completion chunks, and a whole completion as one chunk (`message` in the place of `delta`). One choice is
 * asked for, so only the first is read. Usage may come with the last choice (Mistral, DeepSeek), in a chunk of its own
 * after it (OpenAI), in every chunk (xAI) or under `x_groq` (Groq): it is final once a finish reason or `[DONE]` was seen.
 */
export const openaiChatReader = (reasoningOutside: boolean): ChunkReader => {
  const toolCalls = toolCallFragments()
  let interim: Usage | undefined
  let finished = false

  const usageEvents = (usage: Usage | undefined): ChatEvent[] => {
    if (!usage) return []
    interim = finished ? undefined : usage
    return [{ type: 'usage', usage, final: finished }]
  }

  return {
    read(chunk) {
      const choice = firstChoice(chunk)
      const message = recordOf(choice?.['delta']) ?? recordOf(choice?.['message'])
      const reason = textOf(choice?.['finish_reason'])
      const error = errorIn(chunk, choice, reason)
      const events: ChatEvent[] = []
      if (message) {
        events.push(...contentEvents(message))
        events.push(...toolCalls.read(recordsOf(message['tool_calls']), textOf(chunk['id'])))
      }
      if (reason && error === undefined) {
        finished = true
        events.push({ type: 'finish', reason: FINISH.get(reason) ?? 'other' })
      }
      events.push(...usageEvents(usageIn(chunk, choice, reasoningOutside)))
      if (error !== undefined) events.push({ type: 'error', error: answerProblem(error) })
      return events
    },
    end() {
      finished = true
      return usageEvents(interim)
    },
  }
}

const firstChoice = (chunk: JsonRecord): JsonRecord | undefined => {
  const choice = recordsOf(chunk['choices'])[0]
  const index = choice?.['index']
  return index === undefined || index === null || index === 0 ? choice : undefined
}

/** `choices[0].usage` is Moonshot's place for it. */
const usageIn = (chunk: JsonRecord, choice: JsonRecord | undefined, reasoningOutside: boolean): Usage | undefined =>
  openaiChatUsage(chunk['usage'], reasoningOutside) ??
  openaiChatUsage(recordOf(chunk['x_groq'])?.['usage'], reasoningOutside) ??
  openaiChatUsage(choice?.['usage'], reasoningOutside)

/**
 * What the vendor put in the place of an answer: OpenAI `{error}`, OpenRouter also `choices[0].error` or the finish reason
 * `error` (openrouter.ai/docs "Errors"), Groq `x_groq.error`; undefined when there is none.
 */
const errorIn = (chunk: JsonRecord, choice: JsonRecord | undefined, reason: string | undefined): unknown =>
  chunk['error'] ?? choice?.['error'] ?? recordOf(chunk['x_groq'])?.['error'] ?? (reason === 'error' ? {} : undefined)

/** Reasoning is `reasoning_content` (DeepSeek, xAI) or `reasoning` (Groq, OpenRouter); a vendor that sends both repeats itself. */
const contentEvents = (message: JsonRecord): ChatEvent[] => {
  const events: ChatEvent[] = []
  const reasoning = textOf(message['reasoning_content']) ?? textOf(message['reasoning'])
  if (reasoning) events.push({ type: 'reasoning', text: reasoning })
  const content = message['content']
  const text = textOf(content)
  if (text) events.push({ type: 'text', text })
  else for (const part of recordsOf(content)) events.push(...partEvents(part))
  const refusal = textOf(message['refusal'])
  if (refusal) events.push({ type: 'text', text: refusal })
  return events
}

/** Mistral's content parts (docs.mistral.ai "Reasoning"): text, or thinking that holds text parts itself. */
const partEvents = (part: JsonRecord): ChatEvent[] => {
  const text = textOf(part['text'])
  if (text) return [{ type: 'text', text }]
  return recordsOf(part['thinking']).flatMap((thought): ChatEvent[] => {
    const words = textOf(thought['text'])
    return words ? [{ type: 'reasoning', text: words }] : []
  })
}
