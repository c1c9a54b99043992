import { z } from 'zod'
import type { Message, TextPart, ToolCall, UserPart } from '../../domain/chat.ts'
import { badField, readField, readList, readObject, refuseOthers } from '../body-fields.ts'
import type { JsonObject } from '../dialect.ts'
import { chatUserPart, REFUSAL_FIELDS, TEXT_FIELDS } from './parts.ts'

const MAX_PARTS = 10_000
const MAX_TOOL_CALLS = 512

/** Hints for the cache and marks of our clients' helpers: the answer is the same without them. */
const WITHOUT_EFFECT = ['cache_control', 'parsed']

/**
 * Reasoning is left out of the history: a vendor takes back only what it can verify as its own, and has no use for what another
 * one thought. Citations point at words of the answer, which stay.
 */
const ASSISTANT_EXTRAS = ['reasoning_content', 'reasoning', 'reasoning_details', 'annotations']

const INSTRUCTION_FIELDS = new Set(['role', 'content', ...WITHOUT_EFFECT])
const USER_FIELDS = INSTRUCTION_FIELDS
const ASSISTANT_FIELDS = new Set(['role', 'content', 'refusal', 'tool_calls', ...ASSISTANT_EXTRAS, ...WITHOUT_EFFECT])
/** `name` repeats the name of the call. */
const TOOL_FIELDS = new Set(['role', 'content', 'tool_call_id', 'name', ...WITHOUT_EFFECT])

/**
 * One message of "Create chat completion" in our vocabulary.
 * @throws GatewayError BAD_REQUEST naming the field that is wrong or that no other vendor can be told
 */
export const translateChatMessage = (value: unknown, path: string): Message => {
  const message = readObject(value, path)
  const { role, content } = message
  const contentPath = `${path}.content`
  switch (role) {
    case 'system':
    case 'developer':
      refuseOthers(message, path, INSTRUCTION_FIELDS)
      return { role, content: textsOf(content, contentPath) }
    case 'user':
      refuseOthers(message, path, USER_FIELDS)
      return { role, content: userParts(content, contentPath) }
    case 'assistant':
      refuseOthers(message, path, ASSISTANT_FIELDS)
      return { role, content: assistantTexts(message, path), toolCalls: toolCallsOf(message['tool_calls'], path) }
    case 'tool':
      refuseOthers(message, path, TOOL_FIELDS)
      return {
        role,
        toolCallId: readField(id, message['tool_call_id'], `${path}.tool_call_id`),
        content: textsOf(content, contentPath),
      }
    default:
      throw badField(`${path}.role`, 'the role is none of system, developer, user, assistant, tool')
  }
}

const id = z.string('is not an id').min(1, 'is empty').max(256, 'has more than 256 characters')

const text = (value: string): TextPart => ({ type: 'text', text: value })

const textsOf = (content: unknown, path: string): TextPart[] =>
  typeof content === 'string' ? [text(content)] : readList(content, path, MAX_PARTS, textPart)

const words = z.string('is not a text')

const textPart = (value: unknown, path: string): TextPart => {
  const part = readObject(value, path)
  if (part['type'] !== 'text') throw badField(`${path}.type`, 'only text is known here')
  refuseOthers(part, path, TEXT_FIELDS)
  return text(readField(words, part['text'], `${path}.text`))
}

const userParts = (content: unknown, path: string): UserPart[] =>
  typeof content === 'string' ? [text(content)] : readList(content, path, MAX_PARTS, chatUserPart)

/** A refusal is what the model said, so it is text; null content is that of an answer that only calls tools. */
const assistantTexts = (message: JsonObject, path: string): TextPart[] => {
  const { content, refusal } = message
  const texts =
    content === undefined || content === null || content === ''
      ? []
      : typeof content === 'string'
        ? [text(content)]
        : readList(content, `${path}.content`, MAX_PARTS, assistantPart).flat()
  if (refusal === undefined || refusal === null) return texts
  return [...texts, text(readField(words, refusal, `${path}.refusal`))]
}

const assistantPart = (value: unknown, path: string): TextPart[] => {
  const part = readObject(value, path)
  // Mistral's reasoning; left out as all reasoning is.
  if (part['type'] === 'thinking') return []
  if (part['type'] !== 'refusal') return [textPart(value, path)]
  refuseOthers(part, path, REFUSAL_FIELDS)
  return [text(readField(words, part['refusal'], `${path}.refusal`))]
}

const calledFunction = z.looseObject(
  { name: z.string('is not a name').min(1, 'is empty'), arguments: z.string('is not a text') },
  'is not a function',
)

/** `index` is left over from a stream, `parsed_arguments` from the SDK's helpers. */
const CALL_FIELDS = new Set(['id', 'type', 'function', 'index', ...WITHOUT_EFFECT])
const CALLED_FIELDS = new Set(['name', 'arguments', 'parsed_arguments'])

const toolCallsOf = (calls: unknown, path: string): ToolCall[] =>
  calls === undefined || calls === null ? [] : readList(calls, `${path}.tool_calls`, MAX_TOOL_CALLS, toolCall)

const toolCall = (value: unknown, path: string): ToolCall => {
  const call = readObject(value, path)
  const { type = 'function' } = call
  if (type !== 'function') throw badField(`${path}.type`, 'only calls of functions can be translated')
  refuseOthers(call, path, CALL_FIELDS)
  const { name, arguments: args } = readField(calledFunction, call['function'], `${path}.function`)
  refuseOthers(readObject(call['function'], `${path}.function`), `${path}.function`, CALLED_FIELDS)
  return { id: readField(id, call['id'], `${path}.id`), name, arguments: args }
}
