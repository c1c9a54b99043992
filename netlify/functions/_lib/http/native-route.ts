import type { Dialect, DialectCall, JsonObject } from '../dialects/dialect.ts'
import { GatewayError } from '../domain/errors.ts'
import { openCall, type OpenCall } from '../services/open-call.ts'
import { prepareDialect } from '../services/prepare-dialect.ts'
import { resolveModels } from '../services/resolve-model.ts'
import { orAuthenticate, type Credential } from '../services/spender.ts'
import { clientOf } from './client.ts'
import { jsonObject } from './json-object.ts'
import { nativeAnswer } from './native-answer.ts'
import { nativeStream, type StreamForm } from './native-stream.ts'
import { once, repeatAnswer, type Once } from './once.ts'
import { docsOf, type RouteDocs } from './route-docs.ts'
import { route, type Auth, type Handling, type Route } from './route.ts'
import { spending } from './spending.ts'

export type NativeEndpoint = RouteDocs & {
  dialect: Dialect
  auth: Auth<Credential>
  /** What the dialect keeps in the URL. @throws GatewayError when the address names nothing */
  address?: (request: Request) => { model: string; stream: boolean }
  /** Headers of the client that its own vendor may see. */
  vendorHeaders?: (request: Request) => Record<string, string>
  /** How a stream is framed when not as server-sent events. */
  form?: (request: Request) => StreamForm | undefined
}

type NativeHandling = Handling<Credential, JsonObject, unknown>

/** An admitted call with everything that its answer needs. */
export type NativeCall = {
  dialect: Dialect
  call: DialectCall
  open: OpenCall
  form: StreamForm | undefined
} & Pick<NativeHandling, 'deps' | 'waitUntil' | 'requestId'>

/** A vendor's endpoint: its own SDK works against it unchanged, with any priced model of any provider. */
export const nativeRoute = (endpoint: NativeEndpoint): Route =>
  route({
    ...docsOf(endpoint),
    ...spending,
    headers: [...spending.headers, ...(endpoint.headers ?? [])],
    auth: endpoint.auth,
    body: jsonObject,
    writeError: endpoint.dialect.writeError,
    requestIdHeader: endpoint.dialect.requestIdHeader,
    handle: (handling) =>
      once({ ...handling, writeError: endpoint.dialect.writeError }, (running) => answer(endpoint, handling, running)),
  })

/**
 * Tries the models that the request names, in order: the next one when one fails before its first byte. Each attempt has a hold of
 * its own, and only what was used is charged.
 */
const answer = async (
  endpoint: NativeEndpoint,
  handling: NativeHandling,
  { idempotency, admittedFor }: Once,
): Promise<Response> => {
  const { dialect } = endpoint
  const { caller, body, request, requestId, deps, waitUntil } = handling
  const { call, targets } = await orAuthenticate(deps, caller, () => {
    const read = dialect.read(body, endpoint.address?.(request))
    return { call: read, targets: resolveModels(deps, read.models) }
  })
  const client = clientOf(request, requestId, deps)
  const vendorHeaders = endpoint.vendorHeaders?.(request) ?? {}
  // The deadline is the request's, not the attempt's; and the request is counted once.
  const openedAt = Date.now()
  let isFurther = false
  let failure: unknown
  for (const [index, target] of targets.entries()) {
    if (index > 0 && !isAnothersChance(failure)) break
    try {
      const prepare = () => prepareDialect(deps, dialect, call, target, vendorHeaders)
      const open = await openCall(deps, caller, prepare, client, waitUntil, { idempotency, isFurther, openedAt })
      if (open.kind === 'kept') return repeatAnswer(open)
      isFurther = true
      admittedFor(open.admitted.api_key_id)
      const native = { dialect, call, open, form: endpoint.form?.(request), deps, waitUntil, requestId }
      return await (call.stream ? nativeStream(native) : nativeAnswer(native))
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

/** Failures that say nothing about the request itself, so that another model may do better. */
const isAnothersChance = (failure: unknown): boolean =>
  failure instanceof GatewayError && ANOTHERS_CHANCE.has(failure.code) && failure.details['usage'] === undefined

const ANOTHERS_CHANCE: ReadonlySet<string> = new Set([
  'UPSTREAM_ERROR',
  'UPSTREAM_BUSY',
  'UPSTREAM_TIMEOUT',
  'PROVIDER_NOT_CONFIGURED',
  'PROVIDER_NOT_ALLOWED',
  'MODEL_NOT_ALLOWED',
  'UNPRICED_MODEL',
])
