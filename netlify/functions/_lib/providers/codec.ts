import type { ChatEvent, ChatRequest } from '../domain/chat.ts'

/** Where a call goes. `baseUrl` has no trailing slash and includes the vendor's version path where it has one. */
export type Target = { baseUrl: string; apiKey: string }

/** A request ready to send; `body` is JSON-serialisable. */
export type UpstreamCall = { url: string; headers: Readonly<Record<string, string>>; body: unknown }

export type JsonObject = Readonly<Record<string, unknown>>

/** One server-sent event; `event` is the empty string when the stream names none. */
export type ServerSentEvent = { event: string; data: string }

/**
 * A vendor's wire format, pure in and pure out. `encode` always asks for a stream with usage;
 * `decode` reads that stream and `decodeBody` a plain JSON answer of the same API, into the same events, so there is one
 * path to meter. Neither throws on unknown fields; a malformed event becomes an `error` event, which is always the last.
 * `finish` comes at most once and need not be last: several vendors report usage after it, so read to the end.
 * `encode` throws `BAD_REQUEST` naming the field that the vendor cannot express.
 */
export type Codec = {
  encode(request: ChatRequest, target: Target): UpstreamCall
  /** The same call with a body that is in the vendor's format already; answered as a stream only when `stream`. */
  forward(body: JsonObject, address: { model: string; stream: boolean }, target: Target): UpstreamCall
  decode(events: AsyncIterable<ServerSentEvent>): AsyncGenerator<ChatEvent>
  decodeBody(body: unknown): Iterable<ChatEvent>
}
