import { GatewayError } from '../domain/errors.ts'
import { idBehind } from './id-behind.ts'

/** What an address below `/v1beta/models` names. */
export type GeminiAddress = { model: string; method: string }

/** The whole of an address behind `/v1beta/models/`; empty for the list. @throws GatewayError NOT_FOUND */
const geminiModelIdOf = idBehind('/v1beta/models')

/**
 * Model and method of a request (ai.google.dev/api): `/v1beta/models/{model}:{method}`. Ids of other vendors have slashes and
 * colons of their own, so the method is what follows the last colon.
 * @throws GatewayError NOT_FOUND when the address names no method
 */
export const geminiAddressOf = (request: Request): GeminiAddress => {
  const name = geminiModelIdOf(request)
  const colon = name.lastIndexOf(':')
  if (colon < 1) throw noSuchMethod()
  return { model: name.slice(0, colon), method: name.slice(colon + 1) }
}

export const noSuchMethod = (): GatewayError =>
  new GatewayError('NOT_FOUND', 'There is nothing at this address', {
    hint: 'Models take generateContent, streamGenerateContent, embedContent, batchEmbedContents and countTokens.',
  })
