import { geminiJsonArray } from '../dialects/gemini/json-array.ts'
import type { StreamForm } from './native-stream.ts'

/** How a stream is framed: as events with `alt=sse`, else as one JSON array (ai.google.dev/api/generate-content). */
export const geminiStreamForm = (request: Request): StreamForm | undefined => {
  if (new URL(request.url).searchParams.get('alt') === 'sse') return undefined
  const array = geminiJsonArray()
  return {
    contentType: 'application/json; charset=utf-8',
    reframe: (frames) => payloadsOf(frames).map(array.data).join(''),
    end: array.end,
  }
}

/** The data of each event, whichever line ends its sender uses; comments have none. */
const payloadsOf = (frames: string): string[] =>
  frames
    .split(/\r\n\r\n|\n\n/)
    .map((frame) =>
      frame
        .split(/\r\n|\n/)
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice('data:'.length).trim())
        .join('\n'),
    )
    .filter((payload) => payload !== '')
