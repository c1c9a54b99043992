import type { ChatEvent } from '../domain/chat.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Codec } from '../providers/codec.ts'
import { readServerSentEvents } from '../providers/sse.ts'
import type { UpstreamResponse } from '../providers/transport.ts'
import type { Deps } from './deps.ts'
import type { OpenCall } from './open-call.ts'

/**
 * The provider's answer to an admitted call, event by event. `onAccepted` is called when the provider has taken the call.
 * @throws GatewayError as Transport.send does, and the signal's reason
 */
export async function* providerEvents(
  deps: Deps,
  { prepared: { request }, priced: { entry, price } }: OpenCall,
  signal: AbortSignal,
  onAccepted: () => void,
): AsyncGenerator<ChatEvent> {
  if (entry.kind === 'local') {
    onAccepted()
    yield* entry.answer(request, signal)
    return
  }
  const codec = entry.codecFor(price.api)
  if (codec === undefined) throw new GatewayError('CONFIG', `The model ${price.model} has no codec`)
  const response = await deps.transport.send(codec.encode(request, entry.target), { signal })
  onAccepted()
  yield* decode(codec, response)
}

async function* decode(codec: Codec, { contentType, body }: UpstreamResponse): AsyncGenerator<ChatEvent> {
  // Some compatible servers ignore `stream` and answer with plain JSON.
  if (contentType === 'application/json') yield* codec.decodeBody(await readJson(body))
  else yield* codec.decode(readServerSentEvents(body))
}

const readJson = async (body: ReadableStream<Uint8Array>): Promise<unknown> => {
  const text = await new Response(body).text()
  try {
    return JSON.parse(text)
  } catch {
    throw new GatewayError('UPSTREAM_ERROR', 'The provider sent an answer that is not JSON')
  }
}
