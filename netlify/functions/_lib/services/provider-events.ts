import type { ChatEvent } from '../domain/chat.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Codec, ServerSentEvent, UpstreamCall } from '../providers/codec.ts'
import { readRawFrames, type RawFrame } from '../providers/raw-frames.ts'
import { readServerSentEvents } from '../providers/sse.ts'
import type { UpstreamResponse } from '../providers/transport.ts'
import type { Deps } from './deps.ts'
import type { OpenCall } from './open-call.ts'

/** Who wants to see the vendor's own bytes go by. */
export type PassThroughSink = {
  /** A frame of a stream, before its events. */
  onFrame(frame: RawFrame): void
  /** A whole answer that is not a stream. */
  onBody(body: { contentType: string; bytes: Uint8Array }): void
}

/**
 * The provider's answer to an admitted call, event by event. `onAccepted` is called when the provider has taken the call.
 * @throws GatewayError as Transport.send does, and the signal's reason
 */
export async function* providerEvents(
  deps: Deps,
  { exchange, priced: { entry, price }, timeouts }: OpenCall,
  signal: AbortSignal,
  onAccepted: () => void,
  sink: PassThroughSink | undefined,
): AsyncGenerator<ChatEvent> {
  if (entry.kind === 'local') {
    if (exchange.kind !== 'request') throw new GatewayError('CONFIG', 'The sandbox speaks no vendor format')
    onAccepted()
    yield* entry.answer(exchange.request, signal)
    return
  }
  const codec = entry.codecFor(exchange.kind === 'pass-through' ? exchange.api : price.api)
  if (codec === undefined) throw new GatewayError('CONFIG', `The model ${price.model} has no codec`)
  const call =
    exchange.kind === 'request'
      ? codec.encode(exchange.request, entry.target)
      : withHeaders(codec.forward(exchange.body, exchange, entry.target), exchange.headers)
  const response = await deps.transport.send(call, { signal, timeouts })
  onAccepted()
  yield* decode(codec, response, exchange.kind === 'pass-through' ? sink : undefined)
}

/** The gateway's own headers win: no client replaces the key or the version. */
const withHeaders = (call: UpstreamCall, headers: Readonly<Record<string, string>>): UpstreamCall => ({
  ...call,
  headers: { ...headers, ...call.headers },
})

async function* decode(
  codec: Codec,
  response: UpstreamResponse,
  sink: PassThroughSink | undefined,
): AsyncGenerator<ChatEvent> {
  // Some compatible servers ignore `stream` and answer with plain JSON.
  if (response.contentType === 'application/json') {
    const bytes = new Uint8Array(await new Response(response.body).arrayBuffer())
    sink?.onBody({ contentType: response.contentType, bytes })
    yield* codec.decodeBody(parseJson(bytes))
  } else if (sink === undefined) {
    yield* codec.decode(readServerSentEvents(response.body))
  } else {
    yield* decodeShown(codec, readRawFrames(response.body), sink)
  }
}

/**
 * Decodes for the meter what is shown byte for byte. A frame is shown once its events are known, so that one with a vendor's error
 * text is not; frames after the last event that matters are shown as well.
 */
async function* decodeShown(
  codec: Codec,
  frames: AsyncGenerator<RawFrame>,
  sink: PassThroughSink,
): AsyncGenerator<ChatEvent> {
  let decoding: RawFrame | undefined
  const showDecoded = () => {
    if (decoding !== undefined) sink.onFrame(decoding)
    decoding = undefined
  }
  const events = async function* (): AsyncGenerator<ServerSentEvent> {
    for (;;) {
      // By hand, because leaving a for-await loop would close the frames that come after.
      const next = await frames.next()
      if (next.done === true) return
      const frame = next.value
      decoding = frame
      if (frame.event !== undefined) yield frame.event
      showDecoded()
    }
  }
  try {
    for await (const event of codec.decode(events())) {
      yield event
      if (event.type === 'error') return
    }
    showDecoded()
    for await (const frame of frames) sink.onFrame(frame)
  } finally {
    await frames.return(undefined)
  }
}

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    throw new GatewayError('UPSTREAM_ERROR', 'The provider sent an answer that is not JSON')
  }
}
