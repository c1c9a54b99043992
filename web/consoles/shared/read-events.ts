import { EventSourceParserStream } from 'eventsource-parser/stream'

export type ServerEvent = { event: string; id: string | undefined; data: unknown }

/** The server-sent events of an answer, until it ends; what is no JSON is left out. */
export async function* readEvents(response: Response): AsyncGenerator<ServerEvent> {
  if (response.body === null) return
  const frames = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  const reader = frames.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const data = parsed(value.data)
      if (data !== undefined) yield { event: value.event ?? 'message', id: value.id, data }
    }
  } finally {
    // Whoever stops listening lets the connection go.
    await reader.cancel().catch(() => undefined)
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
