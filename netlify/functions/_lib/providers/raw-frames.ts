import { createParser } from 'eventsource-parser'
import { GatewayError } from '../domain/errors.ts'
import type { ServerSentEvent } from './codec.ts'
import { MAX_EVENT_LENGTH } from './sse.ts'

/** A frame of an event stream as the vendor sent it, to the byte; `event` is absent for comments. */
export type RawFrame = { bytes: Uint8Array; event?: ServerSentEvent }

/**
 * The frames of a `text/event-stream` body, each with its exact bytes, blank line included. What is left without a blank line
 * when the body ends is a frame too. Cancels the body when the consumer stops early.
 * @throws GatewayError UPSTREAM_ERROR for a frame that is too long, and whatever the body throws
 */
export async function* readRawFrames(body: ReadableStream<Uint8Array>): AsyncGenerator<RawFrame> {
  const reader = body.getReader()
  let rest = Buffer.alloc(0)
  let ended = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      rest = rest.length === 0 ? Buffer.from(value) : Buffer.concat([rest, value])
      for (let end = endOfFrame(rest); end !== -1; end = endOfFrame(rest)) {
        yield toFrame(rest.subarray(0, end))
        rest = rest.subarray(end)
      }
      if (rest.length > MAX_EVENT_LENGTH)
        throw new GatewayError('UPSTREAM_ERROR', 'The provider sent an event that is too long')
    }
    ended = true
    if (rest.length > 0) yield toFrame(rest)
  } finally {
    // A failed body has nothing left to cancel, and its error is already on its way.
    if (!ended) await reader.cancel().catch(() => undefined)
    reader.releaseLock()
  }
}

/** Just after the first blank line, whichever line end it is written with; -1 when there is none yet. */
const endOfFrame = (buffer: Buffer): number => {
  const ends = SEPARATORS.map((separator) => ({ separator, at: buffer.indexOf(separator) })).filter(
    ({ at }) => at !== -1,
  )
  const first = ends.sort((a, b) => a.at - b.at)[0]
  return first === undefined ? -1 : first.at + first.separator.length
}

const SEPARATORS = ['\n\n', '\r\n\r\n']

const toFrame = (bytes: Buffer): RawFrame => {
  let found: ServerSentEvent | undefined
  const parser = createParser({
    onEvent: ({ event = '', data }) => {
      found = { event, data }
    },
  })
  parser.feed(`${bytes.toString('utf8')}\n\n`)
  return { bytes, ...(found === undefined ? {} : { event: found }) }
}
