import { createParser } from 'eventsource-parser'
import { GatewayError } from '../domain/errors.ts'
import type { ServerSentEvent } from './codec.ts'
import { MAX_EVENT_LENGTH } from './sse.ts'

/** A frame of an event stream as the vendor sent it, to the byte; `event` is absent for comments. */
export type RawFrame = { bytes: Uint8Array; event?: ServerSentEvent }

/**
 * The frames of a `text/event-stream` body, each with its exact bytes, blank line included. What is left without a blank line
 * when the body ends is a frame too. Text that is no event stream (an error page in its place) is left out, as every reader of
 * such a stream does. Cancels the body when the consumer stops early.
 * @throws GatewayError UPSTREAM_ERROR for a frame that is too long, and whatever the body throws
 */
export async function* readRawFrames(body: ReadableStream<Uint8Array>): AsyncGenerator<RawFrame> {
  const reader = body.getReader()
  let rest = Buffer.alloc(0)
  /** No blank line ends before this place in `rest`. */
  let searched = 0
  let ended = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      rest = rest.length === 0 ? Buffer.from(value) : Buffer.concat([rest, value])
      for (let end = endOfFrame(rest, searched); end !== -1; end = endOfFrame(rest, 0)) {
        yield* toFrame(rest.subarray(0, end))
        rest = rest.subarray(end)
      }
      searched = Math.max(0, rest.length - 2)
      if (rest.length > MAX_EVENT_LENGTH)
        throw new GatewayError('UPSTREAM_ERROR', 'The provider sent an event that is too long')
    }
    ended = true
    if (rest.length > 0) yield* toFrame(rest)
  } finally {
    // A failed body has nothing left to cancel, and its error is already on its way.
    if (!ended) await reader.cancel().catch(() => undefined)
    reader.releaseLock()
  }
}

/** Just after the first blank line that ends at `from` or later, whichever line ends it has; -1 when there is none yet. */
const endOfFrame = (buffer: Buffer, from: number): number => {
  for (let at = buffer.indexOf(LF, from); at !== -1; at = buffer.indexOf(LF, at + 1)) {
    if (buffer[at + 1] === LF) return at + 2
    if (buffer[at + 1] === CR && buffer[at + 2] === LF) return at + 3
  }
  return -1
}

const LF = 10
const CR = 13

function* toFrame(bytes: Buffer): Generator<RawFrame> {
  const text = bytes.toString('utf8')
  let found: ServerSentEvent | undefined
  const parser = createParser({
    onEvent: ({ event = '', data }) => {
      found = { event, data }
    },
  })
  parser.feed(`${text}\n\n`)
  if (found !== undefined) yield { bytes, event: found }
  else if (text.split(/\r\n|\r|\n/).every((line) => STREAM_LINE.test(line))) yield { bytes }
}

/** A field of an event stream, a comment or nothing (html.spec.whatwg.org "Parsing an event stream"). */
const STREAM_LINE = /^\uFEFF?(?:$|:|(?:data|event|id|retry)(?:$|:))/
