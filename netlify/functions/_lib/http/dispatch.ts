import { GatewayError, toGatewayError } from '../domain/errors.ts'
import type { Deps } from '../services/deps.ts'
import { causeFields } from '../services/log.ts'
import { monitorRequest } from '../services/monitor-request.ts'
import { corsHeaders } from './cors.ts'
import { errorResponse, type WriteError } from './error-response.ts'
import { nameIgnoredFields, nameIgnoredParameters } from './ignored-fields.ts'
import { backgroundFailure, eventsOf } from './monitor-classification.ts'
import { monitorHead } from './monitor-head.ts'
import { parseBody, parseQuery, readBody, valueOfBody } from './request-body.ts'
import { requestIdOf } from './request-id.ts'
import { METHODS, type Route, type Routes } from './route.ts'

export type WaitUntil = (work: Promise<unknown>) => void

/**
 * Answers a request with an endpoint's routes: preflight, method, size, authentication, body, handler, in that order.
 * The only error boundary: whatever is thrown below becomes one error body here. Never rejects.
 */
export const dispatch = async (
  routes: Routes,
  request: Request,
  shared: Deps,
  waitUntil: WaitUntil,
): Promise<Response> => {
  const requestId = requestIdOf(request)
  const startedAt = Date.now()
  const monitor = monitorRequest(shared.monitor, () => monitorHead(request, requestId, shared))
  const deps = { ...shared, monitor }
  const keepFor: WaitUntil = (work) =>
    waitUntil(
      work
        .catch((error: unknown) => {
          deps.log.error('background_failed', { request_id: requestId, ...causeFields(error) })
          monitor.note(backgroundFailure(error))
        })
        .then(() => monitor.flush()),
    )
  // Of what was refused as of what was done: a misspelt name is often why something is missing.
  const ignored = new Headers()
  const { response, error } = await answer(routes, request, { requestId, ignored }, deps, keepFor).then(
    (answered) => ({ response: answered, error: undefined }),
    (thrown: unknown) => refusal(toGatewayError(thrown), routes, request, requestId, deps),
  )
  const headers = {
    ...Object.fromEntries(ignored),
    ...corsHeaders(request.headers.get('origin'), deps.settings.allowedOrigins),
    ...SECURITY_HEADERS,
    'x-kaixu-request-id': requestId,
    ...vendorRequestId(routes, requestId),
  }
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store')
  const { method } = request
  const route = routeOf(routes, method)
  const answered = { status: response.status, error, route, method, durationMs: Date.now() - startedAt }
  for (const event of eventsOf(answered, deps.settings.monitor.slowMs)) monitor.note(event)
  waitUntil(monitor.flush())
  return request.method === 'HEAD' ? withoutBody(response) : response
}

const refusal = (
  error: GatewayError,
  routes: Routes,
  request: Request,
  requestId: string,
  deps: Deps,
): { response: Response; error: GatewayError } => {
  if (error.status >= 500) {
    deps.log.error('request_failed', {
      code: error.code,
      request_id: requestId,
      path: pathOf(request),
      ...causeFields(error.cause),
    })
  }
  return { response: errorResponse(error, requestId, errorWriter(routes)), error }
}

/** All methods of an endpoint speak one dialect, also when the method is none of them. */
const errorWriter = (routes: Routes): WriteError | undefined =>
  Object.values(routes).find(({ writeError }) => writeError !== undefined)?.writeError

const vendorRequestId = (routes: Routes, requestId: string): Record<string, string> => {
  const name = Object.values(routes).find(({ requestIdHeader }) => requestIdHeader !== undefined)?.requestIdHeader
  return name === undefined ? {} : { [name]: requestId }
}

const withoutBody = ({ status, headers }: Response): Response => new Response(null, { status, headers })

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
}

const pathOf = (request: Request): string => new URL(request.url).pathname.slice(0, 200)

const answer = async (
  routes: Routes,
  request: Request,
  { requestId, ignored }: { requestId: string; ignored: Headers },
  deps: Deps,
  waitUntil: WaitUntil,
): Promise<Response> => {
  if (request.method === 'OPTIONS') return new Response(null, { status: 204 })
  const route = routeFor(routes, request.method)
  assertConfigured(route, deps)
  const text = request.method === 'GET' ? '' : await readBody(request, route.maxBodyLength)
  const caller = await route.auth.read(request, deps)
  let input: Input
  try {
    input = parseInput(route, request, text, ignored)
  } catch (error) {
    await route.auth.confirm?.(caller, deps)
    throw error
  }
  return route.handle({ caller, ...input, request, text, requestId, deps, waitUntil })
}

const routeOf = (routes: Routes, method: string): Route | undefined => {
  // HEAD is a GET whose body nobody wants; monitors ask that way.
  const known = METHODS.find((name) => name === (method === 'HEAD' ? 'GET' : method))
  return known === undefined ? undefined : routes[known]
}

const routeFor = (routes: Routes, method: string): Route => {
  const route = routeOf(routes, method)
  if (route !== undefined) return route
  const allow = [...METHODS.filter((name) => routes[name] !== undefined), 'OPTIONS'].join(', ')
  throw new GatewayError('METHOD_NOT_ALLOWED', 'This address does not take that method', {
    hint: `Use ${allow}.`,
    headers: { allow },
  })
}

const assertConfigured = (route: Route, deps: Deps): void => {
  const { problems } = deps.settings
  if (problems.length === 0 || route.worksMisconfigured === true) return
  throw new GatewayError('CONFIG', 'The gateway is not set up completely', { hint: problems.join('. ') })
}

type Input = { body: unknown; query: unknown }

/** `ignored` are headers of the answer. */
const parseInput = (route: Route, request: Request, text: string, ignored: Headers): Input => {
  const url = new URL(request.url)
  nameIgnoredParameters(ignored, route, url.searchParams)
  const query = route.query && parseQuery(url, route.query, text)
  const value = route.body && valueOfBody(text)
  nameIgnoredFields(ignored, route, value)
  return { query, body: route.body && parseBody(value, route.body) }
}
