import type { ChatEvent } from '../domain/chat.ts'
import { NO_USAGE } from '../domain/usage.ts'
import { runCall, type CallResult } from '../services/run-call.ts'
import { callHeaders } from './call-headers.ts'
import type { NativeCall } from './native-route.ts'
import { partialFailure } from './partial-failure.ts'

/** Another framing of the same payloads (Gemini's JSON array): frames in, bytes out. */
export type StreamForm = { contentType: string; reframe: (frame: string) => string; end: () => string }

/**
 * An answer as a stream: the vendor's own frames, byte for byte, where the model speaks the client's dialect, else written in it.
 * Resolves with the first byte. The provider is read to its end and settled whether or not the client stays.
 * @throws GatewayError when the provider failed before its first byte
 */
export const nativeStream = async (native: NativeCall): Promise<Response> => {
  const started = Promise.withResolvers<'started'>()
  const out = openOutlet(native.form)
  const running = run(native, out, () => started.resolve('started')).finally(() => out.close())
  native.waitUntil(running)
  const first = await Promise.race([started.promise, running])
  if (first !== 'started' && first.failure !== undefined) throw partialFailure(first.failure, first)
  return new Response(out.body, {
    headers: {
      'content-type': native.form?.contentType ?? 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
      ...callHeaders(native.open, native.open.admitted),
    },
  })
}

const run = async (
  { dialect, call, open, deps, waitUntil, requestId }: NativeCall,
  out: Outlet,
  onStart: () => void,
): Promise<CallResult> => {
  const head = { id: open.holdId, model: call.models[0] ?? open.prepared.model, createdAt: new Date(open.openedAt) }
  const writer = dialect.streamWriter(head, { usageAsked: call.usageAsked ?? true })
  const progress = { hasStarted: false }
  const start = () => {
    if (progress.hasStarted) return
    progress.hasStarted = true
    onStart()
  }
  // A vendor that ignores `stream` answers with one body, which is then written as a stream.
  const shown = { isOwn: open.exchange.kind === 'pass-through' }
  const write = (event: ChatEvent) => {
    if (shown.isOwn || (event.type !== 'text' && event.type !== 'reasoning' && event.type !== 'tool_call')) return
    if (!progress.hasStarted) out.write(writer.open())
    out.write(writer.write(event))
    start()
  }
  const result = await runCall(deps, open, write, waitUntil, {
    onFrame: ({ bytes, event }) => {
      if (event === undefined || !call.hides(event)) out.pass(bytes)
      start()
    },
    onBody: () => {
      shown.isOwn = false
    },
  })
  if (result.failure !== undefined) {
    if (progress.hasStarted) out.write(dialect.writeStreamError(result.failure, requestId))
  } else if (!shown.isOwn) {
    if (!progress.hasStarted) out.write(writer.open())
    out.write(writer.close({ finish: result.finish ?? 'stop', usage: result.receipt?.usage ?? NO_USAGE }))
    start()
  }
  return result
}

type Outlet = {
  body: ReadableStream<Uint8Array>
  write(frames: string): void
  pass(bytes: Uint8Array): void
  close(): void
}

/** A stream to a client that may leave at any time; what is written after that is dropped. */
const openOutlet = (form: StreamForm | undefined): Outlet => {
  const encoder = new TextEncoder()
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({
    start(made) {
      controller = made
    },
    cancel() {
      controller = undefined
    },
  })
  const send = (bytes: Uint8Array) => {
    if (bytes.byteLength > 0) controller?.enqueue(bytes)
  }
  return {
    body,
    write: (frames) => send(encoder.encode(form === undefined ? frames : form.reframe(frames))),
    pass: (bytes) => send(form === undefined ? bytes : encoder.encode(form.reframe(new TextDecoder().decode(bytes)))),
    close: () => {
      if (form !== undefined) send(encoder.encode(form.end()))
      controller?.close()
      controller = undefined
    },
  }
}
