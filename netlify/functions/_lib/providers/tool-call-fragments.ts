import type { ChatEvent } from '../domain/chat.ts'
import { countOf, type JsonRecord, recordOf, textOf } from './json-reader.ts'

type KnownCall = { vendorIndex: number | undefined; vendorId: string | undefined }

/**
 * Reads the `tool_calls` of chat completion chunks into fragments with indexes and ids of our own making where the vendor has
 * none. A fragment belongs to the call of its `index`, unless it brings a name and another id (Gemini's compatible endpoint gives every
 * parallel call index 0); without an index, to the call of its id; with neither, to the last call unless it brings a name.
 */
export const toolCallFragments = () => {
  const calls: KnownCall[] = []

  const find = (vendorIndex: number | undefined, vendorId: string | undefined, name: string | undefined): number => {
    if (vendorIndex !== undefined) {
      const known = calls.findLastIndex((call) => call.vendorIndex === vendorIndex)
      const call = calls[known]
      const continues = vendorId === undefined || vendorId === call?.vendorId || name === undefined
      return continues ? known : -1
    }
    if (vendorId !== undefined) return calls.findIndex((call) => call.vendorId === vendorId)
    return name === undefined ? calls.length - 1 : -1
  }

  return {
    read: (fragments: readonly JsonRecord[], answerId: string | undefined): ChatEvent[] =>
      fragments.flatMap((fragment): ChatEvent[] => {
        const called = recordOf(fragment['function'])
        if (!called) return []
        const name = textOf(called['name'])
        const vendorIndex = countOf(fragment['index'])
        const vendorId = textOf(fragment['id'])
        const args = argumentsOf(called)
        const known = find(vendorIndex, vendorId, name)
        if (known >= 0) return args === '' ? [] : [{ type: 'tool_call', index: known, arguments: args }]
        const index = calls.push({ vendorIndex, vendorId }) - 1
        const id = vendorId ?? synthesizedId(answerId, index)
        return [{ type: 'tool_call', index, id, ...(name !== undefined && { name }), arguments: args }]
      }),
  }
}

/** An id for a call that its vendor gave none: the same whenever the same answer is read, and no other answer's. */
export const synthesizedId = (answerId: string | undefined, index: number): string => {
  const answer = answerId?.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 48)
  return answer ? `call_${answer}_${index}` : `call_${index}`
}

/** Some servers send the arguments as an object where OpenAI sends its JSON text. */
const argumentsOf = (called: JsonRecord): string => {
  const args = called['arguments']
  if (typeof args === 'string') return args
  return recordOf(args) ? JSON.stringify(args) : ''
}
