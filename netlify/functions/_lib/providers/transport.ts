import { setTimeout as sleep } from 'node:timers/promises'
import { GatewayError, toGatewayError } from '../domain/errors.ts'
import type { UpstreamCall } from './codec.ts'
import { upstreamProblem } from './upstream-problem.ts'

export type TransportOptions = {
  /** The only origins that are ever contacted, e.g. `https://api.openai.com`; see `allowedOrigins`. */
  allowedOrigins: Iterable<string>
  /** From `send` to the response headers, a retry included. Node's own fetch gives up after 300 000. */
  headersTimeoutMs: number
  /** Between two chunks of the body, counted only while the consumer waits for one. */
  idleTimeoutMs: number
  /** Of a body, decompressed. */
  maxBytes: number
  /** Before the one retry; up to as much again is added at random. */
  retryDelayMs?: number
}

/** `contentType` is lower case without parameters, empty when absent. `body` fails with GatewayErrors only. */
export type UpstreamResponse = { contentType: string; body: ReadableStream<Uint8Array>; requestId?: string }

export type Transport = {
  /**
   * POSTs the call and resolves with a 2xx answer as soon as its headers are there. The body must be read to its end or cancelled.
   * Once retried: failures to connect, a socket that closes before any answer, and 500, 502, 503 and 529, as the
   * vendors bill none of them. Never retried: a time-out after the request was sent, 429, any other answer.
   * Throws, from `send` and from the body: UPSTREAM_TIMEOUT; OUTPUT_TOO_LARGE; UPSTREAM_ERROR for a lost connection or a
   * redirect; CONFIG for an origin that is not allowed (before any socket opens); what `upstreamProblem` makes of any other
   * refusal; the signal's reason when it aborts (a reason that is not a GatewayError becomes one).
   */
  send(call: UpstreamCall, options: { signal: AbortSignal; timeouts?: Timeouts | undefined }): Promise<UpstreamResponse>
}

/** Instead of the usual ones, for a call that nobody waits for at the other end of a connection. */
export type Timeouts = { headersMs: number; idleMs: number }

const MAX_PROBLEM_BYTES = 64 * 1024
const PROBLEM_TIMEOUT_MS = 5_000
const LINGER_BYTES = 16 * 1024
const LINGER_MS = 100
/** A vendor that asks for a longer pause is not asked again. */
const MAX_RETRY_AFTER_SECONDS = 1
const RETRIED_STATUS = new Set([500, 502, 503, 529])
const RETRIED_CODE =
  /^(?:ECONNREFUSED|ECONNRESET|EPIPE|E(?:HOST|NET)UNREACH|ENOTFOUND|EAI_AGAIN|UND_ERR_(?:SOCKET|CONNECT_TIMEOUT))$/

type Attempt = { response: Response } | { problem: GatewayError; retry: boolean }

/** The only place that calls vendors; every outbound rule (allow-list, time-outs, bounds, retry) is here. */
export const createTransport = (options: TransportOptions): Transport => {
  const origins = new Set(options.allowedOrigins)
  const { headersTimeoutMs, idleTimeoutMs, maxBytes, retryDelayMs = 200 } = options
  return {
    async send(call, { signal, timeouts }) {
      const request = buildRequest(call, origins)
      const hangUp = new AbortController()
      const follow = () => hangUp.abort(toGatewayError(signal.reason))
      if (signal.aborted) throw toGatewayError(signal.reason)
      signal.addEventListener('abort', follow, { once: true })
      const unfollow = () => signal.removeEventListener('abort', follow)
      const timer = setTimeout(
        () => hangUp.abort(timedOut('The provider did not answer in time')),
        timeouts?.headersMs ?? headersTimeoutMs,
      )
      try {
        let attempt = await tryOnce(request, hangUp.signal)
        if ('problem' in attempt && attempt.retry && !hangUp.signal.aborted) {
          await sleep(retryDelayMs * (1 + Math.random()), undefined, { signal: hangUp.signal })
          attempt = await tryOnce(request, hangUp.signal)
        }
        if ('problem' in attempt) throw attempt.problem
        const idle = timeouts?.idleMs ?? idleTimeoutMs
        return toUpstreamResponse(attempt.response, { idleTimeoutMs: idle, maxBytes, hangUp, unfollow })
      } catch (thrown) {
        unfollow()
        throw failure(thrown, hangUp.signal, 'The provider could not be reached')
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

type PreparedRequest = { url: URL; headers: Headers; body: string }

const buildRequest = (call: UpstreamCall, origins: ReadonlySet<string>): PreparedRequest => {
  // No error of URL or Headers is passed on: their messages quote the address or the key.
  const url = URL.parse(call.url)
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:'
  if (!url || !isHttp || !origins.has(url.origin) || url.username !== '' || url.password !== '') {
    throw new GatewayError('CONFIG', 'The address of this provider is not allowed', { cause: url?.origin })
  }
  const headers = new Headers()
  for (const [name, value] of Object.entries(call.headers)) {
    try {
      headers.set(name, value)
    } catch {
      throw new GatewayError('CONFIG', 'This provider is not configured correctly', { cause: `bad header ${name}` })
    }
  }
  headers.set('content-type', 'application/json')
  return { url, headers, body: JSON.stringify(call.body) }
}

const tryOnce = async ({ url, headers, body }: PreparedRequest, signal: AbortSignal): Promise<Attempt> => {
  let response: Response
  try {
    response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
  } catch (thrown) {
    const problem = failure(thrown, signal, 'The provider could not be reached')
    return { problem, retry: RETRIED_CODE.test(codeOf(thrown)) }
  }
  if (response.ok) return { response }
  const { status } = response
  const retryAfter = response.headers.get('retry-after') ?? undefined
  const text = await readProblem(response)
  if (status >= 300 && status < 400) {
    const details = { upstream_status: status }
    return { problem: new GatewayError('UPSTREAM_ERROR', 'The provider sent a redirect', { details }), retry: false }
  }
  const patient = Number(retryAfter ?? 0) <= MAX_RETRY_AFTER_SECONDS
  return { problem: upstreamProblem(status, text, retryAfter), retry: patient && RETRIED_STATUS.has(status) }
}

/** At most 64 KiB of an error body, read for at most five seconds; what a failing or slow body gave so far is enough. */
const readProblem = async (response: Response): Promise<string> => {
  const reader = bodyOf(response).getReader()
  const decoder = new TextDecoder()
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), PROBLEM_TIMEOUT_MS)
  let text = ''
  try {
    for (let bytes = 0; bytes < MAX_PROBLEM_BYTES;) {
      const { done, value } = await reader.read()
      if (done) break
      text += decoder.decode(value.subarray(0, MAX_PROBLEM_BYTES - bytes), { stream: true })
      bytes += value.byteLength
    }
  } catch {
    // The status already says that the call failed.
  } finally {
    clearTimeout(timer)
    await reader.cancel().catch(() => undefined)
  }
  return text
}

type BodyGuard = { idleTimeoutMs: number; maxBytes: number; hangUp: AbortController; unfollow: () => void }

const toUpstreamResponse = (response: Response, guard: BodyGuard): UpstreamResponse => {
  const contentType = (response.headers.get('content-type') ?? '').split(';', 1).join('').trim().toLowerCase()
  const requestId = response.headers.get('x-request-id') ?? response.headers.get('request-id')
  return { contentType, body: guardBody(bodyOf(response), guard), ...(requestId !== null && { requestId }) }
}

const guardBody = (source: ReadableStream<Uint8Array>, guard: BodyGuard): ReadableStream<Uint8Array> => {
  const { idleTimeoutMs, maxBytes, hangUp, unfollow } = guard
  const reader = source.getReader()
  let bytes = 0
  const pull = async (out: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    const timer = setTimeout(() => hangUp.abort(timedOut('The provider stopped sending')), idleTimeoutMs)
    try {
      const { done, value } = await reader.read()
      bytes += value?.byteLength ?? 0
      if (bytes > maxBytes) hangUp.abort(new GatewayError('OUTPUT_TOO_LARGE', 'The answer is too large'))
      hangUp.signal.throwIfAborted()
      if (done) unfollow()
      if (done) out.close()
      else out.enqueue(value)
    } catch (thrown) {
      unfollow()
      throw failure(thrown, hangUp.signal, 'The connection to the provider broke off')
    } finally {
      clearTimeout(timer)
    }
  }
  const abandon = () => hangUp.abort(new GatewayError('UPSTREAM_ERROR', 'The answer was not read to its end'))
  const linger = async (): Promise<void> => {
    const timer = setTimeout(abandon, LINGER_MS)
    try {
      for (let rest = LINGER_BYTES; rest > 0;) {
        const { done, value } = await reader.read()
        if (done) return
        rest -= value.byteLength
      }
      abandon()
    } finally {
      clearTimeout(timer)
      unfollow()
    }
  }
  const cancel = (): void => {
    // Most answers are left right after their last event; seeing the end as well keeps the connection for the next call.
    linger().catch(abandon)
  }
  // Nothing is read ahead, so that an idle consumer is not mistaken for an idle vendor.
  return new ReadableStream({ pull, cancel }, { highWaterMark: 0 })
}

const bodyOf = (response: Response): ReadableStream<Uint8Array> => response.body ?? new Blob([]).stream()

const timedOut = (message: string): GatewayError => new GatewayError('UPSTREAM_TIMEOUT', message)

/** Ours as it is, an abort as its reason; of anything else only the code is kept, as messages may quote addresses and keys. */
const failure = (thrown: unknown, signal: AbortSignal, message: string): GatewayError => {
  if (thrown instanceof GatewayError) return thrown
  if (signal.aborted) return toGatewayError(signal.reason)
  const code = codeOf(thrown)
  return new GatewayError(/TIMED?OUT$/.test(code) ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_ERROR', message, { cause: code })
}

/** The system's or the HTTP client's code; fetch puts it on the cause of a bare TypeError. */
const codeOf = (thrown: unknown): string => {
  const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown
  if (!(cause instanceof Error)) return 'unknown'
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name
}
