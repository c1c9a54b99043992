import { endpointAt, gatewayBase } from './base.ts'

/** What a gateway refused, or why it could not be asked. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** 0: there was no answer. */
  readonly status: number
  readonly code: string
  readonly hint: string | undefined
  readonly requestId: string | undefined
  readonly body: Readonly<Record<string, unknown>>

  /** When it is worth asking again, where the gateway says so. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    status: number,
    body: Readonly<Record<string, unknown>>,
    requestId: string | undefined,
    retryAfterSeconds?: number,
  ) {
    super(messageOf(body['error']) ?? (status === 0 ? 'The gateway could not be reached' : `The answer was ${status}`))
    this.status = status
    this.body = body
    this.code = textOf(body['code']) ?? (status === 0 ? 'UNREACHABLE' : `HTTP_${status}`)
    this.hint = textOf(body['hint'])
    this.requestId = textOf(body['request_id']) ?? requestId
    this.retryAfterSeconds = retryAfterSeconds
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The endpoints of the vendors' dialects have an object there. */
const messageOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'message' in error ? textOf(error.message) : textOf(error)

export type Query = Readonly<Record<string, string | number | boolean | undefined>>

export type ApiCall = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  query?: Query
  body?: unknown
  headers?: Readonly<Record<string, string>>
  signal?: AbortSignal | undefined
}

/** Calls endpoints with one credential. */
export type Api = {
  /** The answer as it came, when it is a success. @throws ApiError */
  send(name: string, call?: ApiCall): Promise<Response>
  /** The JSON of an answer. @throws ApiError */
  json<Answer>(name: string, call?: ApiCall): Promise<Answer>
}

/** `onSignedOut` is called when the credential is not, or no longer, taken. */
export const createApi = (token: string | undefined, onSignedOut: () => void): Api => {
  const send = async (name: string, call: ApiCall = {}): Promise<Response> => {
    const response = await ask(name, call, token)
    if (response.ok) return response
    const error = new ApiError(
      response.status,
      await readBody(response),
      response.headers.get('x-kaixu-request-id') ?? undefined,
      Number(response.headers.get('retry-after') ?? 0) || undefined,
    )
    if (error.status === 401 && token !== undefined) onSignedOut()
    throw error
  }
  return {
    send,
    json: async <Answer>(name: string, call?: ApiCall) =>
      // The types of answers are the gateway's own (answers.ts), of the same build.
      (await (await send(name, call)).json()) as Answer,
  }
}

/** `?a=1&b=x`, without what is undefined or empty. */
const queryText = (query: Query = {}): string => {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
}

const ask = async (name: string, call: ApiCall, token: string | undefined): Promise<Response> => {
  const { method = 'GET', query, body, headers, signal } = call
  try {
    return await fetch(endpointAt(gatewayBase(), name) + queryText(query), {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ?? null,
      credentials: 'omit',
    })
  } catch (error) {
    if (signal?.aborted === true) throw error
    throw new ApiError(0, { hint: 'Check the connection, and the Gateway Base in the header.' }, undefined)
  }
}

const readBody = async (response: Response): Promise<Record<string, unknown>> => {
  if (response.headers.get('content-type')?.includes('application/json') !== true) return {}
  const body: unknown = await response.json().catch(() => ({}))
  return typeof body === 'object' && body !== null ? { ...body } : {}
}
