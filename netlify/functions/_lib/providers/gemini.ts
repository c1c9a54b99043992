import type { Codec } from './codec.ts'
import { decodeChunks, decodeWhole } from './decode-chunks.ts'
import { geminiBody } from './gemini-body.ts'
import { geminiReader } from './gemini-reader.ts'

/**
 * Gemini's generateContent (ai.google.dev/api/generate-content), streamed as server-sent events.
 * POST `{baseUrl}/models/{model}:streamGenerateContent?alt=sse`; the base includes `/v1beta`.
 */
export const geminiCodec: Codec = {
  encode: (request, { baseUrl, apiKey }) => ({
    url: `${baseUrl}/models/${encodeURIComponent(request.model.replace(/^models\//, ''))}:streamGenerateContent?alt=sse`,
    headers: { 'x-goog-api-key': apiKey, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: geminiBody(request),
  }),
  decode: (events) => decodeChunks(events, geminiReader()),
  decodeBody: (body) => decodeWhole(body, geminiReader()),
}
