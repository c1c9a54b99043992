import type { ChatOptions, ChatResult } from './api-types.ts'
import { connectionError } from './connect.ts'
import { fieldsOf, parseJson, textIn, type Fields } from './json-fields.ts'
import { KaixuError } from './kaixu-error.ts'
import type { Patience } from './patience.ts'
import { readEvents, type ServerSentEvent } from './read-events.ts'
import { resultOf, usageIn } from './result-of.ts'

/** A stream that is alive says something every 15 s. */
const SILENCE_MS = 45_000

/**
 * The answer that a stream of `meta`, `delta`… and `done` carries.
 * @throws KaixuError with the text so far, when the stream says that the answer failed, ends before it does, or falls silent
 */
export const readAnswer = async (
  response: Response & { body: ReadableStream<Uint8Array> },
  options: ChatOptions,
  patience: Patience,
): Promise<ChatResult> => {
  const requestId = response.headers.get('x-kaixu-request-id')
  let text = ''
  let failure: Fields | undefined
  try {
    for await (const { event, data } of eventsOf(response.body, patience)) {
      const fields = fieldsOf(parseJson(data))
      if (event === 'meta') options.onMeta?.({ ...fields })
      if (event === 'error') failure = fields
      if (event === 'delta') {
        const piece = textIn(fields, 'text') ?? ''
        text += piece
        options.onDelta?.(piece)
      }
      // Only a piece of the answer shows that there will be one; from then on, every sign of life counts.
      if (text !== '') patience.allow(SILENCE_MS, 'The stream fell silent')
      if (event === 'done') {
        if (failure !== undefined) throw broken(failure, fields)
        return resultOf({ ...fields, output_text: text }, { mode: 'stream', requestId, jobId: null })
      }
    }
    throw broken(failure ?? {}, {})
  } catch (error) {
    if (!(error instanceof KaixuError)) throw error
    const { kind, message, code, body, usage, cause } = error
    throw new KaixuError(kind, message, { code, body, usage, cause, text, requestId: error.requestId ?? requestId })
  }
}

async function* eventsOf(body: ReadableStream<Uint8Array>, patience: Patience): AsyncGenerator<ServerSentEvent> {
  try {
    yield* readEvents(body)
  } catch (cause) {
    throw connectionError(cause, patience.signal)
  }
}

/** `failure` is what the stream said of it, `closing` its last frame. */
const broken = (failure: Fields, closing: Fields): KaixuError =>
  new KaixuError('broken', textIn(failure, 'error') ?? 'The stream ended before the answer did', {
    code: textIn(failure, 'code'),
    requestId: textIn(failure, 'request_id'),
    body: failure,
    usage: usageIn(closing),
  })
