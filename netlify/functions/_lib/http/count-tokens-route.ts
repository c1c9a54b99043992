import type { Dialect, DialectCall, JsonObject } from '../dialects/dialect.ts'
import { countTokens } from '../services/count-tokens.ts'
import type { Credential } from '../services/spender.ts'
import { json } from './json.ts'
import { jsonObject } from './json-object.ts'
import type { RouteDocs } from './route-docs.ts'
import { route, type Auth, type Route } from './route.ts'

export type CountTokensEndpoint = RouteDocs & {
  dialect: Dialect
  auth: Auth<Credential>
  /** @throws GatewayError BAD_REQUEST naming the field */
  read: (body: JsonObject, request: Request) => DialectCall
  /** Headers of the client that its own vendor may see. */
  vendorHeaders?: (request: Request) => Record<string, string>
  /** The answer around a count that is not the vendor's own. */
  write: (tokens: number) => JsonObject
}

const COUNT_ERRORS = [
  'PROVIDER_NOT_ALLOWED',
  'MODEL_NOT_ALLOWED',
  'UNPRICED_MODEL',
  'RATE_LIMITED',
  'PROVIDER_NOT_CONFIGURED',
  'UPSTREAM_ERROR',
  'UPSTREAM_BUSY',
  'UPSTREAM_TIMEOUT',
] as const

/** An endpoint that says how many input tokens a request would have. */
export const countTokensRoute = ({ dialect, auth, read, vendorHeaders, write, ...docs }: CountTokensEndpoint): Route =>
  route({
    ...docs,
    errors: COUNT_ERRORS,
    unknownFields: 'expected',
    auth,
    body: jsonObject,
    writeError: dialect.writeError,
    requestIdHeader: dialect.requestIdHeader,
    handle: async ({ caller, body, request, deps }) => {
      const count = await countTokens(deps, caller, {
        dialect,
        read: () => read(body, request),
        vendorHeaders: vendorHeaders?.(request) ?? {},
      })
      if (count.kind === 'estimate') return json(write(count.tokens), { headers: { 'x-kaixu-estimated': 'true' } })
      return new Response(Buffer.from(count.bytes), { headers: { 'content-type': count.contentType } })
    },
  })
