import { createParser } from 'eventsource-parser'
import { GatewayError } from '../domain/errors.ts'
import type { ServerSentEvent } from './codec.ts'

/** The longest event that is accepted, in UTF-16 code units; above every vendor's largest (an image or audio part in base64). */
export const MAX_EVENT_LENGTH = 16 * 1024 * 1024

/**
 * The events of a `text/event-stream` body, in order; comments, ids and retry hints are dropped. Bytes and frames may be
 * split anywhere. Reads one chunk ahead of nothing: the next chunk is read when the last one's events are consumed.
 * A last event whose blank line is missing is delivered, as some vendors end that way and it may carry the usage.
 * The body is cancelled when the consumer stops early. Throws UPSTREAM_ERROR for an event longer than
 * `maxEventLength`, and whatever the body throws.
 */
export async function* readServerSentEvents(
  body: ReadableStream<Uint8Array>,
  maxEventLength: number = MAX_EVENT_LENGTH,
): AsyncGenerator<ServerSentEvent> {
  let ready: ServerSentEvent[] = []
  let tooLong = false
  const parser = createParser({
    maxBufferSize: maxEventLength,
    onEvent: ({ event = '', data }) => {
      if (data.length > maxEventLength) tooLong = true
      ready.push({ event, data })
    },
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') tooLong = true
    },
  })
  const parse = (text: string): ServerSentEvent[] => {
    ready = []
    parser.feed(text)
    if (tooLong) throw new GatewayError('UPSTREAM_ERROR', 'The provider sent an event that is too long')
    return ready
  }

  const decoder = new TextDecoder()
  const reader = body.getReader()
  let ended = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      yield* parse(decoder.decode(value, { stream: true }))
    }
    ended = true
    yield* parse(`${decoder.decode()}\n\n`)
  } finally {
    // A failed body has nothing left to cancel, and its error is already on its way.
    if (!ended) await reader.cancel().catch(() => undefined)
    reader.releaseLock()
  }
}
