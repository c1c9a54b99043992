import { GatewayError } from '../domain/errors.ts'

/** What an address below `/v1beta/models` names; `method` is what stands behind the last colon. */
export type GeminiAddress = { model: string; method: string }

const PREFIX = '/v1beta/models'

/**
 * Model and method of a request (ai.google.dev/api): `/v1beta/models/{model}:{method}`. Ids of other vendors have slashes and
 * colons of their own, percent-encoded or not, so the method is what follows the last colon.
 * @throws GatewayError NOT_FOUND when the address names no method
 */
export const geminiAddressOf = (request: Request): GeminiAddress => {
  const name = geminiModelIdOf(request)
  const colon = name.lastIndexOf(':')
  if (colon < 1) throw notFound()
  return { model: name.slice(0, colon), method: name.slice(colon + 1) }
}

/** The whole of an address behind `/v1beta/models/`, decoded; empty for the list. @throws GatewayError NOT_FOUND */
export const geminiModelIdOf = (request: Request): string => {
  const { pathname } = new URL(request.url)
  if (!pathname.startsWith(PREFIX)) throw notFound()
  try {
    return decodeURIComponent(pathname.slice(PREFIX.length)).replace(/^\/+|\/+$/g, '')
  } catch {
    throw notFound()
  }
}

export const notFound = (): GatewayError =>
  new GatewayError('NOT_FOUND', 'There is nothing at this address', {
    hint: 'Models take generateContent, streamGenerateContent, embedContent, batchEmbedContents and countTokens.',
  })
