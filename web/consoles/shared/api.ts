import { noteGatewayTime } from './gateway-clock.ts'
import { takeBegun } from './head-start.ts'
import { questionAt } from './question.ts'

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

/** Calls endpoints of one gateway with one credential. */
export type Api = {
  /** The answer as it came, when it is a success. @throws ApiError */
  send(name: string, call?: ApiCall): Promise<Response>
  /** The JSON of an answer. @throws ApiError */
  json<Answer>(name: string, call?: ApiCall): Promise<Answer>
}

/** `onSignedOut` is called when the credential is not, or no longer, taken. */
export const createApi = (
  token: string | undefined,
  base: string,
  onSignedOut: (error: ApiError) => void = () => undefined,
): Api => {
  const send = async (name: string, call: ApiCall = {}): Promise<Response> => {
    const response = await ask(questionAt(base, name, call.query), call, token)
    noteGatewayTime(response)
    if (response.ok) return response
    const error = await refusalOf(response)
    if (error.status === 401 && token !== undefined) onSignedOut(error)
    throw error
  }
  return {
    send,
    json: async <Answer>(name: string, call?: ApiCall) =>
      // The types of answers are the gateway's own (answers.ts), of the same build.
      (await jsonOf(await send(name, call))) as Answer,
  }
}

const ask = async (address: string, call: ApiCall, token: string | undefined): Promise<Response> => {
  const { method = 'GET', body, headers, signal } = call
  try {
    const begun = method === 'GET' ? takeBegun(address, token) : undefined
    if (begun !== undefined) return await begun
    return await fetch(address, {
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

const refusalOf = async (response: Response): Promise<ApiError> =>
  new ApiError(
    response.status,
    isJson(response) ? await readBody(response) : ofAnother(response.status),
    requestIdOf(response),
    Number(response.headers.get('retry-after') ?? 0) || undefined,
  )

const readBody = async (response: Response): Promise<Record<string, unknown>> => {
  const body: unknown = await response.json().catch(() => ({}))
  return typeof body === 'object' && body !== null ? { ...body } : {}
}

/** @throws ApiError when it is none, or did not come whole */
const jsonOf = async (response: Response): Promise<unknown> => {
  if (!isJson(response)) throw new ApiError(response.status, NOT_THE_GATEWAY, requestIdOf(response))
  return wholeOf<unknown>(response, () => response.json())
}

/** What is to be saved. @throws ApiError when it is not of that type, or did not come whole */
export const fileOf = async (response: Response, type: 'text/csv' | 'application/x-ndjson'): Promise<Blob> => {
  if (!isOf(response, type)) throw new ApiError(response.status, NOT_THE_GATEWAY, requestIdOf(response))
  return wholeOf(response, () => response.blob())
}

const wholeOf = async <Body>(response: Response, read: () => Promise<Body>): Promise<Body> => {
  try {
    return await read()
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw brokenOff(response)
  }
}

/** What an answer is that did not come whole. */
export const brokenOff = (response: Response): ApiError => new ApiError(0, BROKEN_OFF, requestIdOf(response))

const isOf = (response: Response, type: string): boolean =>
  response.headers.get('content-type')?.includes(type) === true

const isJson = (response: Response): boolean => isOf(response, 'application/json')

const requestIdOf = (response: Response): string | undefined => response.headers.get('x-kaixu-request-id') ?? undefined

const BROKEN_OFF = { error: 'The answer broke off', hint: 'Check the connection, then try again.' }

/** As the sign-in page of a hotel's network does, or a site that has a page for every address. */
const NOT_THE_GATEWAY = {
  error: 'Something else answered instead of the gateway',
  code: 'NOT_THE_GATEWAY',
  hint: 'A network that wants you to sign in first, or a proxy. Load this page again, or check the Gateway Base in the header.',
}

/** The gateway says everything in JSON: what does not is from something before it. */
const ofAnother = (status: number): Record<string, unknown> =>
  [502, 503, 504].includes(status)
    ? {
        error: 'The gateway is not there at the moment',
        hint: `Something before it, such as a proxy, answered ${status} in its place. It may be starting again: try again in a moment.`,
      }
    : { hint: 'The answer is not the gateway’s own, but of something before it, such as a proxy.' }
