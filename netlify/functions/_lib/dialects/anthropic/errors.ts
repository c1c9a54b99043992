import type { ErrorCode, GatewayError } from '../../domain/errors.ts'
import type { JsonObject } from '../dialect.ts'

/**
 * platform.claude.com "Errors". `details.error_code` is where the vendor puts its machine codes and its SDKs read them from
 * (`error.errorCode`); it holds ours, beside the fields of the code.
 */
export const writeAnthropicError = (error: GatewayError, requestId: string): JsonObject => ({
  type: 'error',
  error: {
    type: typeOf(error.code),
    message: error.message,
    details: { error_code: error.code, ...error.details },
    ...(error.hint !== undefined && { hint: error.hint }),
  },
  request_id: requestId,
})

/** "Streaming messages" → error events. */
export const writeAnthropicStreamError = (error: GatewayError, requestId: string): string =>
  `event: error\ndata: ${JSON.stringify(writeAnthropicError(error, requestId))}\n\n`

/** The vendor's word for each status, so that a client sees the pairs it knows; without one, what 4xx and 5xx have in common. */
const typeOf = (code: ErrorCode): string => {
  switch (code) {
    case 'BAD_JSON':
    case 'BAD_REQUEST':
    case 'INSTALL_ID_REQUIRED':
    case 'METHOD_NOT_ALLOWED':
    case 'GONE':
    case 'IDEMPOTENCY_MISMATCH':
      return 'invalid_request_error'
    case 'UNAUTHORIZED':
      return 'authentication_error'
    case 'CAP_REACHED':
      return 'billing_error'
    case 'FORBIDDEN':
    case 'CUSTOMER_DISABLED':
    case 'PROVIDER_NOT_ALLOWED':
    case 'MODEL_NOT_ALLOWED':
    case 'DEVICE_REVOKED':
    case 'SEAT_LIMIT':
      return 'permission_error'
    case 'NOT_FOUND':
      return 'not_found_error'
    case 'CONFLICT':
    case 'CANCELLED':
    case 'IDEMPOTENCY_LOST':
    case 'IDEMPOTENCY_RUNNING':
    case 'UNPRICED_MODEL':
      return 'conflict_error'
    case 'BODY_TOO_LARGE':
      return 'request_too_large'
    case 'RATE_LIMITED':
    case 'CONCURRENCY_LIMIT':
    case 'LOGIN_LOCKED':
      return 'rate_limit_error'
    case 'UPSTREAM_BUSY':
    case 'DATABASE_UNAVAILABLE':
    case 'SHUTTING_DOWN':
      return 'overloaded_error'
    case 'UPSTREAM_TIMEOUT':
    case 'DEADLINE':
      return 'timeout_error'
    case 'SERVER_ERROR':
    case 'CONFIG':
    case 'JOB_FAILED':
    case 'WORKER_LOST':
    case 'PROVIDER_NOT_CONFIGURED':
    case 'UPSTREAM_ERROR':
    case 'OUTPUT_TOO_LARGE':
      return 'api_error'
  }
}
