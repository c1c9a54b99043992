import { type ErrorCode, type ErrorOptions, GatewayError } from '../domain/errors.ts'
import { redactSecrets } from '../domain/redact.ts'
import { parseRecord, recordOf } from './json-reader.ts'

type Verdict = { code: ErrorCode; message: string; hint: string }

const DEFAULT_RETRY_SECONDS = 5
const MAX_RETRY_SECONDS = 3600

const BUSY: Verdict = {
  code: 'UPSTREAM_BUSY',
  message: 'The provider is busy',
  hint: 'Wait as long as retry-after says, then try again',
}
const TIMEOUT: Verdict = {
  code: 'UPSTREAM_TIMEOUT',
  message: 'The provider did not answer in time',
  hint: 'Try again, or ask for fewer output tokens',
}
const CREDENTIALS: Verdict = {
  code: 'UPSTREAM_ERROR',
  message: "The provider refused the gateway's credentials",
  hint: "The operator must check this provider's key and its permissions",
}
const QUOTA: Verdict = {
  code: 'UPSTREAM_ERROR',
  message: "The gateway's account at the provider has no credit left",
  hint: "The operator must check this provider's billing",
}
const UNKNOWN_MODEL: Verdict = {
  code: 'UPSTREAM_ERROR',
  message: 'The provider does not know this model',
  hint: 'Check the name of the model; it may have been retired',
}
const REJECTED: Verdict = {
  code: 'UPSTREAM_ERROR',
  message: 'The provider rejected the request',
  hint: 'Check the model, the messages and the parameters',
}
const FAILED: Verdict = { code: 'UPSTREAM_ERROR', message: 'The provider failed', hint: 'Try again' }

const BY_STATUS = new Map([
  ...[408, 504].map((status) => [status, TIMEOUT] as const),
  ...[429, 503, 529].map((status) => [status, BUSY] as const),
  ...[401, 403].map((status) => [status, CREDENTIALS] as const),
  [402, QUOTA] as const,
  [404, UNKNOWN_MODEL] as const,
])

/**
 * The HTTP status that an error inside a 200 answer stands for. Sources: docs.anthropic.com "Errors" (types and their
 * statuses), ai.google.dev "Troubleshooting" (`error.status`), the OpenAI reference of the `error` stream event.
 */
const STATUS_OF_CODE = new Map([
  ...['overloaded_error', 'overloaded'].map((code) => [code, 529] as const),
  ...['rate_limit_error', 'rate_limit_exceeded', 'resource_exhausted'].map((code) => [code, 429] as const),
  ...['unavailable', 'server_is_overloaded', 'slow_down'].map((code) => [code, 503] as const),
  ...['timeout_error', 'deadline_exceeded'].map((code) => [code, 504] as const),
  ...['authentication_error', 'invalid_api_key', 'unauthenticated'].map((code) => [code, 401] as const),
  ...['permission_error', 'permission_denied'].map((code) => [code, 403] as const),
  ...['billing_error', 'insufficient_quota'].map((code) => [code, 402] as const),
  ...['not_found_error', 'not_found', 'model_not_found'].map((code) => [code, 404] as const),
  ...['invalid_request_error', 'invalid_argument', 'invalid_prompt', 'tool_use_failed'].map(
    (code) => [code, 400] as const,
  ),
])

/**
 * A provider's refusal as the error a client may see: 504 for 408/504, 503 with `retry-after` for 429/503/529, else 502;
 * `details` carry `upstream_status` and, when the vendor gave a machine code, `upstream_code`. Nothing else of the body
 * is shown, nor logged with `cause`: vendors quote prompts, keys and organisation ids in their messages. Its beginning, without the
 * latter, is the error's `upstreamBody`, for the monitor.
 * `retryAfter` is the vendor's header; only its form in seconds is read, as a date would need a clock.
 */
export const upstreamProblem = (status: number, bodyText: string, retryAfter?: string | null): GatewayError =>
  problem(status, codeOf(parseRecord(bodyText)), bodyText, retryAfter)

/** An error object that a vendor put inside a 200 answer; `error` is the object itself or whatever stands in its place. */
export const answerProblem = (error: unknown): GatewayError => {
  const code = codeOf({ error })
  const number = recordOf(error)?.['code']
  const status = typeof number === 'number' && number >= 400 && number <= 599 ? number : STATUS_OF_CODE.get(code ?? '')
  return problem(status, code, error === undefined ? '' : JSON.stringify(error))
}

/** Far more of a body than is kept in the end. */
const MAX_BODY = 8_000

const problem = (
  status: number | undefined,
  upstreamCode: string | undefined,
  body: string,
  retryAfter?: string | null,
): GatewayError => {
  const { code, message, hint } = verdictOn(status, upstreamCode)
  const details = {
    ...(status !== undefined && { upstream_status: status }),
    ...(upstreamCode !== undefined && { upstream_code: upstreamCode }),
  }
  const options: ErrorOptions = { hint, details, cause: { upstreamStatus: status, upstreamCode } }
  if (body !== '') options.upstreamBody = redactSecrets(body.slice(0, MAX_BODY))
  if (code === 'UPSTREAM_BUSY') options.retryAfterSeconds = retrySeconds(retryAfter)
  // The vendors' SDKs try any 502 again; a request that was refused for what it says will be refused again.
  if (code === 'UPSTREAM_ERROR' && status !== undefined && status < 500) options.headers = { 'x-should-retry': 'false' }
  return new GatewayError(code, message, options)
}

const verdictOn = (status: number | undefined, upstreamCode: string | undefined): Verdict => {
  // OpenAI says 429 for an account without credit too, but waiting will not help there.
  if (status === 429 && upstreamCode === 'insufficient_quota') return { ...QUOTA, code: BUSY.code }
  const known = BY_STATUS.get(status ?? 0)
  if (known) return known
  // An unknown model is a 400 in OpenAI's Responses API and a 404 elsewhere.
  if (upstreamCode === 'model_not_found') return UNKNOWN_MODEL
  return status !== undefined && status < 500 ? REJECTED : FAILED
}

const retrySeconds = (header: string | null | undefined): number => {
  const seconds = header ? Number(header) : NaN
  return seconds >= 0 ? Math.min(Math.ceil(seconds), MAX_RETRY_SECONDS) : DEFAULT_RETRY_SECONDS
}

/**
 * The vendor's machine code: `error.code` (OpenAI and compatibles), `error.status` (Gemini), `error.type` (Anthropic), or
 * the same fields at the top level (Mistral); the first that is safe to show.
 */
const codeOf = (body: unknown): string | undefined => {
  const top = recordOf(body)
  const error = recordOf(top?.['error']) ?? top
  return [error?.['code'], error?.['status'], error?.['type']].map(safeCode).find((code) => code !== undefined)
}

const CODE = /^[a-z][a-z0-9_.]{0,63}$/
/** The vendors' prefixes of keys and account ids, and the long mixed words that follow them. */
const SECRET = /^(?:sk|gsk|xai|org|proj|rk|pk|key|user|acct|aiza)[_.]|^aiza|(?=[a-z]*\d)[a-z0-9]{16}/

const safeCode = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined
  const code = value.toLowerCase()
  return CODE.test(code) && !SECRET.test(code) ? code : undefined
}
