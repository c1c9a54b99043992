import type { ChatEvent, ToolCall } from '../../domain/chat.ts'
import type { AnswerHead, JsonObject, StreamWriter } from '../dialect.ts'
import {
  beginningResponse,
  callItem,
  endedResponse,
  itemId,
  type ItemStatus,
  lastStatus,
  messageItem,
  reasoningItem,
  summaryPart,
  textPart,
  wholeArguments,
} from './output.ts'

/** Where an item stands in its events, and what has been written of it. */
type Prose = { kind: 'text' | 'reasoning'; id: string; place: number; text: string }
type Call = { id: string; place: number; call: ToolCall }

/** An event without its number. */
type Event = { type: string } & JsonObject

/**
 * Writes the events of a streaming response in the vendor's order (platform.openai.com "Streaming events"): created, in
 * progress, for every item added, its deltas, done, at last completed or incomplete with the whole output and the usage.
 * Words after a tool call, and words of the other kind, begin a new item; a call stays open to the end, as fragments of it may
 * come between those of the next.
 */
export const openaiResponsesStreamWriter = (head: AnswerHead): StreamWriter => {
  let sequence = 0
  const frames = (events: readonly Event[]): string =>
    events
      .map(({ type, ...fields }) => {
        const data = JSON.stringify({ type, sequence_number: sequence++, ...fields })
        return `event: ${type}\ndata: ${data}\n\n`
      })
      .join('')

  /** Finished items by their place; a place that is still open is empty. */
  const output: JsonObject[] = []
  const calls = new Map<number, Call>()
  let prose: Prose | undefined
  let places = 0

  const closeProse = (status: ItemStatus): Event[] => {
    if (prose === undefined) return []
    const { item, events } = endOfProse(prose, status)
    output[prose.place] = item
    prose = undefined
    return events
  }
  const writeProse = (kind: Prose['kind'], delta: string): Event[] => {
    if (delta === '') return []
    const events = prose?.kind === kind ? [] : closeProse('completed')
    if (prose === undefined) {
      const place = places++
      prose = { kind, place, id: itemId(kind === 'text' ? 'msg' : 'rs', head, place), text: '' }
      events.push(...startOfProse(prose))
    }
    prose.text += delta
    return [...events, deltaOfProse(prose, delta)]
  }
  const writeCall = (fragment: Extract<ChatEvent, { type: 'tool_call' }>): Event[] => {
    const { index, id, name, arguments: delta } = fragment
    const events: Event[] = closeProse('completed')
    let open = calls.get(index)
    if (open === undefined) {
      const place = places++
      const call = { id: id ?? `call_${head.id}_${index}`, name: name ?? '', arguments: '' }
      open = { id: itemId('fc', head, place), place, call }
      calls.set(index, open)
      const item = callItem(open.id, 'in_progress', call)
      events.push({ type: 'response.output_item.added', output_index: place, item })
    }
    return delta === '' ? events : [...events, addArguments(open, delta)]
  }
  const closeCall = (open: Call, status: ItemStatus): Event[] => {
    const missing = wholeArguments(open.call.arguments, status).slice(open.call.arguments.length)
    const rest = missing === '' ? [] : [addArguments(open, missing)]
    const { item, events } = endOfCall(open, status)
    output[open.place] = item
    return [...rest, ...events]
  }

  return {
    open: () =>
      frames([
        { type: 'response.created', response: beginningResponse(head) },
        { type: 'response.in_progress', response: beginningResponse(head) },
      ]),
    write: (event) => frames(event.type === 'tool_call' ? writeCall(event) : writeProse(event.type, event.text)),
    close: ({ finish, usage }) => {
      const status = (place: number): ItemStatus => (place === places - 1 ? lastStatus(finish) : 'completed')
      const events = [
        ...[...calls.values()].flatMap((call) => closeCall(call, status(call.place))),
        ...closeProse(lastStatus(finish)),
      ]
      const response = endedResponse(head, { output, finish, usage })
      return frames([...events, { type: `response.${String(response['status'])}`, response }])
    },
  }
}

const startOfProse = ({ kind, id, place }: Prose): Event[] =>
  kind === 'text'
    ? [
        { type: 'response.output_item.added', output_index: place, item: messageItem(id, 'in_progress', []) },
        {
          type: 'response.content_part.added',
          item_id: id,
          output_index: place,
          content_index: 0,
          part: textPart(''),
        },
      ]
    : [
        { type: 'response.output_item.added', output_index: place, item: reasoningItem(id, []) },
        {
          type: 'response.reasoning_summary_part.added',
          item_id: id,
          output_index: place,
          summary_index: 0,
          part: summaryPart(''),
        },
      ]

const deltaOfProse = ({ kind, id, place }: Prose, delta: string): Event =>
  kind === 'text'
    ? {
        type: 'response.output_text.delta',
        item_id: id,
        output_index: place,
        content_index: 0,
        delta,
        logprobs: [],
      }
    : { type: 'response.reasoning_summary_text.delta', item_id: id, output_index: place, summary_index: 0, delta }

type End = { item: JsonObject; events: Event[] }

const endOfProse = ({ kind, id, place, text }: Prose, status: ItemStatus): End => {
  const isText = kind === 'text'
  const part = isText ? textPart(text) : summaryPart(text)
  const item = isText ? messageItem(id, status, [part]) : reasoningItem(id, [part])
  const at = { item_id: id, output_index: place, [isText ? 'content_index' : 'summary_index']: 0 }
  const events: Event[] = [
    isText
      ? { type: 'response.output_text.done', ...at, text, logprobs: [] }
      : { type: 'response.reasoning_summary_text.done', ...at, text },
    { type: isText ? 'response.content_part.done' : 'response.reasoning_summary_part.done', ...at, part },
    { type: 'response.output_item.done', output_index: place, item },
  ]
  return { item, events }
}

const addArguments = (open: Call, delta: string): Event => {
  open.call.arguments += delta
  return { type: 'response.function_call_arguments.delta', item_id: open.id, output_index: open.place, delta }
}

const endOfCall = ({ id, place, call }: Call, status: ItemStatus): End => {
  const item = callItem(id, status, call)
  const { name, arguments: args } = call
  const events: Event[] = [
    { type: 'response.function_call_arguments.done', item_id: id, output_index: place, name, arguments: args },
    { type: 'response.output_item.done', output_index: place, item },
  ]
  return { item, events }
}
