import { createHash, randomUUID } from 'node:crypto'
import { GatewayError, toGatewayError } from '../domain/errors.ts'
import { keepAnswer, type Idempotency, type KeptAnswer } from '../services/idempotency.ts'
import { errorResponse, type WriteError } from './error-response.ts'
import type { Handling } from './route.ts'

type Context = Pick<Handling<unknown, unknown, unknown>, 'request' | 'text' | 'requestId' | 'deps' | 'waitUntil'> & {
  /** The endpoint's own way of wording errors. */
  writeError?: WriteError
}

/** What `work` needs to know, and what it may find: the key of the client's request, or that its call was admitted. */
export type Once = {
  idempotency: Idempotency | undefined
  /** To be told whose key the call runs under, once it is admitted. */
  admittedFor: (apiKeyId: string) => void
}

const MAX_KEY_LENGTH = 255

/** Three ways to the same answer: a client that gives up on a stream may ask for its answer as a job, under the same key. */
const SAME_QUESTION = /\/gateway-(?:chat|stream|job-submit)\/?$/

/**
 * Carries out a request that costs money at most once per `Idempotency-Key`: its answer is kept and repeated byte for byte,
 * streams frame by frame, to whoever sends the same request again within 24 hours. gateway-chat, gateway-stream and
 * gateway-job-submit are one address for this. Without the header, just the work.
 * @throws GatewayError BAD_REQUEST for an unusable key, and what `work` throws
 */
export const once = async (context: Context, work: (once: Once) => Promise<Response>): Promise<Response> => {
  const idempotency = idempotencyOf(context)
  let apiKeyId: string | undefined
  const running: Once = {
    idempotency,
    admittedFor: (id) => {
      apiKeyId = id
    },
  }
  if (idempotency === undefined) return work(running)
  const keep = (response: Response, body: Uint8Array): Promise<boolean> =>
    apiKeyId === undefined
      ? Promise.resolve(false)
      : keepAnswer(context.deps, {
          ...idempotency,
          apiKeyId,
          status: response.status,
          headers: keptHeaders(response),
          body,
        })
  try {
    const response = await work(running)
    return isStream(response) ? keepStream(response, keep, context) : await keepWhole(response, keep)
  } catch (thrown) {
    // A failure that was charged is an answer too: asking again must not cost again.
    const response = errorResponse(toGatewayError(thrown), context.requestId, context.writeError)
    if (apiKeyId !== undefined) await keepWhole(response, keep)
    throw thrown
  }
}

/** The answer of an earlier call, as it was. */
export const repeatAnswer = ({ status, headers, body }: KeptAnswer): Response =>
  new Response(Buffer.from(body), { status, headers: { ...headers, 'x-kaixu-replayed': 'true' } })

const idempotencyOf = ({ request, text }: Context): Idempotency | undefined => {
  const key = request.headers.get('idempotency-key')
  if (key === null) return undefined
  if (key.length === 0 || key.length > MAX_KEY_LENGTH) {
    throw new GatewayError('BAD_REQUEST', `Idempotency-Key has to have 1 to ${MAX_KEY_LENGTH} characters`)
  }
  // Of the query, only Gemini's `alt` changes the answer; the key in it must not be part of anything that is kept.
  const { pathname, searchParams } = new URL(request.url)
  const asked = `${pathname.replace(SAME_QUESTION, '/gateway-chat')} ${searchParams.get('alt') ?? ''}`
  return { key, requestHash: createHash('sha256').update(`${asked}\n${text}`).digest('hex'), owner: randomUUID() }
}

const isStream = (response: Response): boolean =>
  response.headers.get('content-type')?.startsWith('text/event-stream') === true

const keptHeaders = (response: Response): Record<string, string> =>
  Object.fromEntries([...response.headers].filter(([name]) => name !== 'connection'))

const keepWhole = async (
  response: Response,
  keep: (response: Response, body: Uint8Array) => Promise<boolean>,
): Promise<Response> => {
  const body = new Uint8Array(await response.arrayBuffer())
  await keep(response, body)
  return new Response(body, response)
}

/** One branch goes to the client, the other is read to its end whether or not the client stays. */
const keepStream = (
  response: Response,
  keep: (response: Response, body: Uint8Array) => Promise<boolean>,
  { waitUntil }: Context,
): Response => {
  if (response.body === null) return response
  const [shown, kept] = response.body.tee()
  waitUntil(new Response(kept).arrayBuffer().then((body) => keep(response, new Uint8Array(body))))
  return new Response(shown, response)
}
