export type Frames = {
  /** One frame; dropped when nobody listens any more. */
  send(event: string, data: unknown): void
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
): Response => {
  const encoder = new TextEncoder()
  let isOpen = true
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const frames: Frames = {
        send(event, data) {
          if (isOpen) controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`))
        },
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
    },
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
    },
  })
}
