import type { Message } from '../../domain/chat.ts'
import { badField, CANNOT_TRANSLATE, pathOf, refuseOthers } from '../body-fields.ts'
import type { InputItem } from './items.ts'
import { textParts, userParts } from './parts.ts'

/**
 * The items of `input` as messages. A call becomes part of the assistant's message before it, so that parallel calls and the
 * words that led to them are one turn, as every other dialect has it. Reasoning is left out: it is sealed or signed for the
 * vendor that wrote it, and another can neither read nor verify it.
 * @throws GatewayError BAD_REQUEST naming the field that no other dialect can express
 */
export const messagesOf = (items: readonly InputItem[]): Message[] => {
  const messages: Message[] = []
  for (const item of items) {
    refuseOthers(item.raw, item.path, FIELDS[item.type])
    refuseOtherCaller(item)
    addItem(messages, item)
  }
  return messages
}

const addItem = (messages: Message[], item: InputItem): void => {
  switch (item.type) {
    case 'message':
      messages.push(spokenMessage(item))
      return
    case 'function_call': {
      const call = { id: item.call_id, name: item.name, arguments: item.arguments }
      const last = messages.at(-1)
      if (last?.role === 'assistant') last.toolCalls.push(call)
      else messages.push({ role: 'assistant', content: [], toolCalls: [call] })
      return
    }
    case 'function_call_output':
      messages.push({ role: 'tool', toolCallId: item.call_id, content: textParts(item.output) })
      return
    case 'reasoning':
      return
    case 'custom_tool_call':
    case 'custom_tool_call_output':
    case 'compaction':
      throw badField(pathOf(item.path, 'type'), `this item ${CANNOT_TRANSLATE}`)
  }
}

const spokenMessage = ({ role, content }: Extract<InputItem, { type: 'message' }>): Message => {
  switch (role) {
    case 'system':
    case 'developer':
      return { role, content: textParts(content) }
    case 'assistant':
      return { role, content: textParts(content), toolCalls: [] }
    case 'user':
      return { role, content: userParts(content) }
  }
}

/** A call that a program of the vendor made has to be answered to that program. */
const refuseOtherCaller = ({ raw, path }: InputItem): void => {
  const caller = raw['caller'] ?? undefined
  if (caller === undefined) return
  const isDirect = typeof caller === 'object' && 'type' in caller && caller.type === 'direct'
  if (!isDirect) throw badField(pathOf(path, 'caller'), CANNOT_TRANSLATE)
}

/** `id`, `status` and `phase` are what the vendor noted on an item of an earlier answer; they say nothing to another. */
const NOTED = ['type', 'id', 'status', 'phase', 'caller']
const FIELDS: Readonly<Record<InputItem['type'], ReadonlySet<string>>> = {
  message: new Set([...NOTED, 'role', 'content']),
  function_call: new Set([...NOTED, 'call_id', 'name', 'arguments']),
  function_call_output: new Set([...NOTED, 'call_id', 'output']),
  custom_tool_call: new Set([...NOTED, 'call_id', 'name', 'input']),
  custom_tool_call_output: new Set([...NOTED, 'call_id', 'output']),
  reasoning: new Set([...NOTED, 'summary', 'content', 'encrypted_content']),
  compaction: new Set([...NOTED, 'encrypted_content']),
}
