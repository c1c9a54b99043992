import { anthropicBody } from './anthropic-body.ts'
import { anthropicReader } from './anthropic-reader.ts'
import type { Codec, Target, UpstreamCall } from './codec.ts'
import { decodeChunks, decodeWhole } from './decode-chunks.ts'

/** Anthropic's Messages API (docs.anthropic.com/en/api/messages). POST `{baseUrl}/messages`; the base includes `/v1`. */
export const anthropicCodec: Codec = {
  encode: (request, target) => call(target, anthropicBody(request)),
  forward: (body, _address, target) => call(target, body),
  decode: (events) => decodeChunks(events, anthropicReader()),
  decodeBody: (body) => decodeWhole(body, anthropicReader()),
}

const call = ({ baseUrl, apiKey }: Target, body: unknown): UpstreamCall => ({
  url: `${baseUrl}/messages`,
  headers: { 'x-api-key': apiKey, 'anthropic-version': '2023-06-01', 'content-type': 'application/json' },
  body,
})
