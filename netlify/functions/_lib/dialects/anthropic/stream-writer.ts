import { NO_USAGE } from '../../domain/usage.ts'
import { messageHead, NO_SIGNATURE, stopBody, toolUseId } from './answer.ts'
import { objectProgress, type ObjectProgress } from './arguments.ts'
import { usageBody } from './usage-body.ts'
import type { AnswerHead, JsonObject, StreamWriter } from '../dialect.ts'

type WriterEvent = Parameters<StreamWriter['write']>[0]
type OpenBlock = { index: number; of: string; progress: ObjectProgress | undefined }

/**
 * The events of a streamed message (platform.claude.com "Streaming messages"): one block after the other, each complete
 * before the next begins, because the SDKs take the end of a block for the end of the last one that began. What comes for
 * another block while the arguments of a call are incomplete waits; vendors that send calls one after the other never wait.
 * The counts are in `message_delta`, as nothing is known before.
 */
export const anthropicStreamWriter = (head: AnswerHead): StreamWriter => {
  let waiting: WriterEvent[] = []
  let open: OpenBlock | undefined
  let blocks = 0
  const seenCalls = new Set<string>()

  const closeBlock = (): string => {
    const frame = open ? frameOf({ type: 'content_block_stop', index: open.index }) : ''
    open = undefined
    return frame
  }
  const startBlock = (of: string, content_block: JsonObject): string => {
    const closing = closeBlock()
    open = { index: blocks++, of, progress: of.startsWith('call') ? objectProgress() : undefined }
    return closing + frameOf({ type: 'content_block_start', index: open.index, content_block })
  }
  const delta = (value: JsonObject): string =>
    open ? frameOf({ type: 'content_block_delta', index: open.index, delta: value }) : ''

  const isFree = (event: WriterEvent): boolean =>
    open?.progress === undefined || open.progress.isComplete() || open.of === keyOf(event)

  const place = (event: WriterEvent): string => {
    const key = keyOf(event)
    const isOpen = open?.of === key
    if (event.type === 'text') {
      return (
        (isOpen ? '' : startBlock(key, { type: 'text', text: '' })) + delta({ type: 'text_delta', text: event.text })
      )
    }
    if (event.type === 'reasoning') {
      const start = isOpen ? '' : startBlock(key, { type: 'thinking', thinking: '', signature: NO_SIGNATURE })
      return start + delta({ type: 'thinking_delta', thinking: event.text })
    }
    // A call is over with the end of its JSON object; blanks that follow it late are nothing that is missing.
    if (!isOpen && seenCalls.has(key)) return ''
    seenCalls.add(key)
    const { index, id, name = '', arguments: args } = event
    const start = isOpen ? '' : startBlock(key, { type: 'tool_use', id: toolUseId(id, head, index), name, input: {} })
    open?.progress?.add(args)
    return start + (args === '' ? '' : delta({ type: 'input_json_delta', partial_json: args }))
  }
  /** Writes what no longer has to wait, in order; a call that becomes complete sets more of it free. */
  const release = (): string => {
    if (open?.progress?.isComplete() === false) return ''
    let frames = ''
    for (let before = -1; before !== waiting.length && waiting.length > 0;) {
      before = waiting.length
      const kept: WriterEvent[] = []
      for (const event of waiting) {
        // Behind what still waits, only the open call goes on: the rest would overtake it.
        if (kept.length === 0 ? isFree(event) : open?.of === keyOf(event)) frames += place(event)
        else kept.push(event)
      }
      waiting = kept
    }
    return frames
  }

  return {
    open: () => frameOf({ type: 'message_start', message: { ...messageHead(head), ...EMPTY_MESSAGE } }),
    write(event) {
      if (!isFree(event)) {
        waiting.push(event)
        return ''
      }
      return place(event) + release()
    },
    close({ finish, usage }) {
      let frames = closeBlock()
      while (waiting.length > 0) frames += release() + closeBlock()
      return (
        frames +
        frameOf({ type: 'message_delta', delta: stopBody(finish, seenCalls.size > 0), usage: usageBody(usage) }) +
        frameOf({ type: 'message_stop' })
      )
    },
  }
}

const EMPTY_MESSAGE = {
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: { ...usageBody(NO_USAGE), service_tier: 'standard' },
}

/** What its block is told apart by. */
const keyOf = (event: WriterEvent): string => (event.type === 'tool_call' ? `call ${event.index}` : event.type)

const frameOf = (payload: { type: string } & JsonObject): string =>
  `event: ${payload.type}\ndata: ${JSON.stringify(payload)}\n\n`
