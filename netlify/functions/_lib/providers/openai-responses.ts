import type { Codec } from './codec.ts'
import { decodeChunks, decodeWhole } from './decode-chunks.ts'
import { openaiResponsesBody } from './openai-responses-body.ts'
import { openaiResponsesReader } from './openai-responses-reader.ts'

/** OpenAI's Responses API (platform.openai.com/docs/api-reference/responses). POST `{baseUrl}/responses`, nothing stored. */
export const openaiResponsesCodec: Codec = {
  encode: (request, { baseUrl, apiKey }) => ({
    url: `${baseUrl}/responses`,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: openaiResponsesBody(request),
  }),
  decode: (events) => decodeChunks(events, openaiResponsesReader()),
  decodeBody: (body) => decodeWhole(body, openaiResponsesReader()),
}
