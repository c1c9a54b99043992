import type { ErrorCode, GatewayError } from '../../domain/errors.ts'
import type { JsonObject } from '../dialect.ts'

/**
 * The error envelope (platform.openai.com "Error codes"): `code` is OpenAI's word where it has one for the same thing, and ours
 * in lower case where it has none. `kaixu` holds our own error; the SDKs keep what they do not know.
 */
export const writeChatError = (error: GatewayError, requestId: string): JsonObject => ({
  error: {
    message: error.message,
    ...OPENAI_ERRORS[error.code],
    param: paramOf(error),
    kaixu: {
      code: error.code,
      ...(error.hint !== undefined && { hint: error.hint }),
      request_id: requestId,
      ...error.details,
    },
  },
})

/** The SDKs throw at a chunk with an `error`. No `[DONE]` follows: a client that skips the error would take the answer for whole. */
export const writeChatStreamError = (error: GatewayError, requestId: string): string =>
  `data: ${JSON.stringify(writeChatError(error, requestId))}\n\n`

const paramOf = ({ details }: GatewayError): string | null => {
  const field = details['field'] ?? details['path']
  return typeof field === 'string' && field !== '' ? field : null
}

const INVALID = 'invalid_request_error'

/** `type` and `code` of each of our errors. */
const OPENAI_ERRORS: Readonly<Record<ErrorCode, { type: string; code: string }>> = {
  BAD_JSON: { type: INVALID, code: 'bad_json' },
  BAD_REQUEST: { type: INVALID, code: 'bad_request' },
  INSTALL_ID_REQUIRED: { type: INVALID, code: 'install_id_required' },
  UNAUTHORIZED: { type: INVALID, code: 'invalid_api_key' },
  CAP_REACHED: { type: 'insufficient_quota', code: 'insufficient_quota' },
  FORBIDDEN: { type: INVALID, code: 'forbidden' },
  CUSTOMER_DISABLED: { type: INVALID, code: 'account_deactivated' },
  PROVIDER_NOT_ALLOWED: { type: INVALID, code: 'provider_not_allowed' },
  MODEL_NOT_ALLOWED: { type: INVALID, code: 'model_not_allowed' },
  DEVICE_REVOKED: { type: INVALID, code: 'device_revoked' },
  SEAT_LIMIT: { type: INVALID, code: 'seat_limit' },
  NOT_FOUND: { type: INVALID, code: 'not_found' },
  METHOD_NOT_ALLOWED: { type: INVALID, code: 'method_not_allowed' },
  CONFLICT: { type: INVALID, code: 'conflict' },
  UNPRICED_MODEL: { type: INVALID, code: 'unpriced_model' },
  IDEMPOTENCY_RUNNING: { type: INVALID, code: 'idempotency_running' },
  IDEMPOTENCY_LOST: { type: INVALID, code: 'idempotency_lost' },
  CANCELLED: { type: INVALID, code: 'cancelled' },
  IDEMPOTENCY_MISMATCH: { type: INVALID, code: 'idempotency_mismatch' },
  GONE: { type: INVALID, code: 'gone' },
  BODY_TOO_LARGE: { type: INVALID, code: 'body_too_large' },
  RATE_LIMITED: { type: 'requests', code: 'rate_limit_exceeded' },
  CONCURRENCY_LIMIT: { type: 'requests', code: 'rate_limit_exceeded' },
  LOGIN_LOCKED: { type: 'requests', code: 'rate_limit_exceeded' },
  SERVER_ERROR: { type: 'server_error', code: 'server_error' },
  CONFIG: { type: 'server_error', code: 'config' },
  JOB_FAILED: { type: 'server_error', code: 'job_failed' },
  WORKER_LOST: { type: 'server_error', code: 'worker_lost' },
  PROVIDER_NOT_CONFIGURED: { type: 'server_error', code: 'provider_not_configured' },
  UPSTREAM_ERROR: { type: 'server_error', code: 'upstream_error' },
  OUTPUT_TOO_LARGE: { type: 'server_error', code: 'output_too_large' },
  UPSTREAM_BUSY: { type: 'server_error', code: 'upstream_busy' },
  DATABASE_UNAVAILABLE: { type: 'server_error', code: 'database_unavailable' },
  SHUTTING_DOWN: { type: 'server_error', code: 'shutting_down' },
  UPSTREAM_TIMEOUT: { type: 'server_error', code: 'upstream_timeout' },
  DEADLINE: { type: 'server_error', code: 'deadline' },
}
