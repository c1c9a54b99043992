import type { Codec, Target, UpstreamCall } from './codec.ts'
import { decodeChunks, decodeWhole } from './decode-chunks.ts'
import { geminiBody } from './gemini-body.ts'
import { geminiReader } from './gemini-reader.ts'

/**
 * Gemini's generateContent (ai.google.dev/api/generate-content), streamed as server-sent events.
 * POST `{baseUrl}/models/{model}:streamGenerateContent?alt=sse`; the base includes `/v1beta`.
 */
export const geminiCodec: Codec = {
  encode: (request, target) => call(target, geminiBody(request), { model: request.model, stream: true }),
  forward: (body, address, target) => call(target, body, address),
  decode: (events) => decodeChunks(events, geminiReader()),
  decodeBody: (body) => decodeWhole(body, geminiReader()),
}

const call = (
  { baseUrl, apiKey }: Target,
  body: unknown,
  address: { model: string; stream: boolean },
): UpstreamCall => {
  const method = address.stream ? 'streamGenerateContent?alt=sse' : 'generateContent'
  return {
    url: `${baseUrl}/models/${encodeURIComponent(address.model.replace(/^models\//, ''))}:${method}`,
    headers: { 'x-goog-api-key': apiKey, 'content-type': 'application/json' },
    body,
  }
}
