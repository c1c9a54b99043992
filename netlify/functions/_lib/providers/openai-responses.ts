import type { Codec, Target, UpstreamCall } from './codec.ts'
import { decodeChunks, decodeWhole } from './decode-chunks.ts'
import { openaiResponsesBody } from './openai-responses-body.ts'
import { openaiResponsesReader } from './openai-responses-reader.ts'

/** OpenAI's Responses API (platform.openai.com/docs/api-reference/responses). POST `{baseUrl}/responses`, nothing stored. */
export const openaiResponsesCodec: Codec = {
  encode: (request, target) => call(target, openaiResponsesBody(request)),
  forward: (body, _address, target) => call(target, body),
  decode: (events) => decodeChunks(events, openaiResponsesReader()),
  decodeBody: (body) => decodeWhole(body, openaiResponsesReader()),
}

const call = ({ baseUrl, apiKey }: Target, body: unknown): UpstreamCall => ({
  url: `${baseUrl}/responses`,
  headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
  body,
})
