import { createParser } from 'eventsource-parser'

export type ServerSentEvent = { event: string; data: string }

/** The events of a body, in order; bytes and frames may be split anywhere. An event without its blank line is not one. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent, void, undefined> {
  let ready: ServerSentEvent[] = []
  const parser = createParser({ onEvent: ({ event = 'message', data }) => ready.push({ event, data }) })
  const decoder = new TextDecoder()
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      ready = []
      parser.feed(decoder.decode(value, { stream: true }))
      yield* ready
    }
  } finally {
    // When the reader of the events stops early, the connection is not needed any more; a failed body has nothing left to cancel.
    await reader.cancel().catch(() => undefined)
  }
}
