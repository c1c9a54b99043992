export type Frames = {
  /** One frame; dropped when nobody listens any more. `id` is where a client can go on from. */
  send(event: string, data: unknown, id?: string): void
  /** How many frames the client has not taken yet. */
  waiting(): number
  /** Aborts when nobody listens any more, where the platform says so. */
  gone: AbortSignal
}

const PING_EVERY_MS = 15_000

/**
 * A server-sent event stream that `produce` fills. Frames are `event: <name>` LF `data: <one-line JSON>` LF LF, with a ping every
 * 15 s. `produce` runs to its end whether or not anybody listens, because the settlement is in it; `waitUntil` keeps the
 * process for that.
 */
export const eventStream = (
  produce: (frames: Frames) => Promise<void>,
  waitUntil: (work: Promise<unknown>) => void,
  headers: Readonly<Record<string, string>> = {},
): Response => {
  const encoder = new TextEncoder()
  let isOpen = true
  const leaving = new AbortController()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const frames: Frames = {
        send(event, data, id) {
          // Last, because there are clients that take the first two lines for the name and the data.
          const idLine = id === undefined ? '' : `id: ${id}\n`
          if (isOpen) controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n${idLine}\n`))
        },
        waiting: () => (isOpen ? 1 - (controller.desiredSize ?? 1) : 0),
        gone: leaving.signal,
      }
      const ping = setInterval(() => frames.send('ping', { t: Date.now() }), PING_EVERY_MS)
      waitUntil(
        produce(frames).finally(() => {
          clearInterval(ping)
          if (isOpen) controller.close()
          isOpen = false
        }),
      )
    },
    cancel() {
      isOpen = false
      leaving.abort()
    },
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
      ...headers,
    },
  })
}
