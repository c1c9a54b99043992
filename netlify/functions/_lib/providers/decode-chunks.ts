import type { ChatEvent } from '../domain/chat.ts'
import { GatewayError } from '../domain/errors.ts'
import type { ServerSentEvent } from './codec.ts'
import { type JsonRecord, parseRecord, recordOf } from './json-reader.ts'

/** What one vendor makes of one answer; made anew for each, as it remembers what came before. */
export type ChunkReader = {
  /** The events of one parsed chunk, in order. Never throws. */
  read(chunk: JsonRecord): readonly ChatEvent[]
  /** What remains to be said once the vendor marked the end of the answer (not when the stream was cut). */
  end(): readonly ChatEvent[]
}

const unreadable = (): ChatEvent => ({
  type: 'error',
  error: new GatewayError('UPSTREAM_ERROR', 'The provider sent an answer that cannot be read'),
})

/** Lets the first finish reason through only: OpenRouter repeats it with the usage. */
const firstFinish = () => {
  let finished = false
  return ({ type }: ChatEvent): boolean => {
    const repeated = finished && type === 'finish'
    finished ||= type === 'finish'
    return !repeated
  }
}

/** The events of a stream of JSON chunks; ends at `[DONE]`, at an error and at the first chunk that is not a JSON object. */
export async function* decodeChunks(
  events: AsyncIterable<ServerSentEvent>,
  reader: ChunkReader,
): AsyncGenerator<ChatEvent> {
  const isNew = firstFinish()
  for await (const { data } of events) {
    if (data === '') continue
    if (data.startsWith('[DONE]')) {
      yield* reader.end()
      return
    }
    const chunk = parseRecord(data)
    if (!chunk) {
      yield unreadable()
      return
    }
    for (const event of reader.read(chunk).filter(isNew)) {
      yield event
      if (event.type === 'error') return
    }
  }
}

/** The events of a whole JSON answer, read as the only chunk of a finished stream; one that says nothing is an error. */
export const decodeWhole = (body: unknown, reader: ChunkReader): ChatEvent[] => {
  const chunk = recordOf(body)
  const events = chunk ? reader.read(chunk) : []
  if (events.length === 0) return [unreadable()]
  return events.some(({ type }) => type === 'error') ? [...events] : [...events, ...reader.end()]
}
