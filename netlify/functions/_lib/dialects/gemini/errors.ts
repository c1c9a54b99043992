import type { ErrorCode, GatewayError } from '../../domain/errors.ts'
import type { JsonObject } from '../dialect.ts'
import { geminiFrame } from './stream-writer.ts'

/**
 * The words of google.rpc.Code, which clients decide by. A cap is a failed precondition and no exhausted resource, for which
 * they would wait and try again; so is a model without a price.
 */
const STATUS_WORD: Readonly<Record<ErrorCode, string>> = {
  BAD_JSON: 'INVALID_ARGUMENT',
  BAD_REQUEST: 'INVALID_ARGUMENT',
  INSTALL_ID_REQUIRED: 'INVALID_ARGUMENT',
  UNAUTHORIZED: 'UNAUTHENTICATED',
  CAP_REACHED: 'FAILED_PRECONDITION',
  FORBIDDEN: 'PERMISSION_DENIED',
  CUSTOMER_DISABLED: 'PERMISSION_DENIED',
  PROVIDER_NOT_ALLOWED: 'PERMISSION_DENIED',
  MODEL_NOT_ALLOWED: 'PERMISSION_DENIED',
  DEVICE_REVOKED: 'PERMISSION_DENIED',
  SEAT_LIMIT: 'PERMISSION_DENIED',
  NOT_FOUND: 'NOT_FOUND',
  METHOD_NOT_ALLOWED: 'UNIMPLEMENTED',
  CONFLICT: 'ABORTED',
  UNPRICED_MODEL: 'FAILED_PRECONDITION',
  IDEMPOTENCY_RUNNING: 'ABORTED',
  IDEMPOTENCY_LOST: 'ABORTED',
  CANCELLED: 'CANCELLED',
  IDEMPOTENCY_MISMATCH: 'INVALID_ARGUMENT',
  GONE: 'NOT_FOUND',
  BODY_TOO_LARGE: 'INVALID_ARGUMENT',
  RATE_LIMITED: 'RESOURCE_EXHAUSTED',
  CONCURRENCY_LIMIT: 'RESOURCE_EXHAUSTED',
  LOGIN_LOCKED: 'RESOURCE_EXHAUSTED',
  SERVER_ERROR: 'INTERNAL',
  CONFIG: 'INTERNAL',
  JOB_FAILED: 'INTERNAL',
  WORKER_LOST: 'INTERNAL',
  PROVIDER_NOT_CONFIGURED: 'UNIMPLEMENTED',
  UPSTREAM_ERROR: 'INTERNAL',
  OUTPUT_TOO_LARGE: 'INTERNAL',
  UPSTREAM_BUSY: 'UNAVAILABLE',
  DATABASE_UNAVAILABLE: 'UNAVAILABLE',
  SHUTTING_DOWN: 'UNAVAILABLE',
  UPSTREAM_TIMEOUT: 'DEADLINE_EXCEEDED',
  DEADLINE: 'DEADLINE_EXCEEDED',
}

const TYPE = 'type.googleapis.com/google'

/**
 * google.rpc.Status as JSON (cloud.google.com/apis/design/errors): our code is the reason of the ErrorInfo, and the Struct has
 * the fields of our own error body with their types.
 */
export const writeGeminiError = (error: GatewayError, requestId: string): JsonObject => ({
  error: {
    code: error.status,
    message: error.message,
    status: STATUS_WORD[error.code],
    details: [
      {
        '@type': `${TYPE}.rpc.ErrorInfo`,
        reason: error.code,
        domain: 'kaixu-gateway',
        metadata: { ...(error.hint !== undefined && { hint: error.hint }) },
      },
      { '@type': `${TYPE}.rpc.RequestInfo`, requestId },
      ...fieldViolation(error),
      ...(error.retryAfterSeconds === undefined
        ? []
        : [{ '@type': `${TYPE}.rpc.RetryInfo`, retryDelay: `${error.retryAfterSeconds}s` }]),
      {
        '@type': `${TYPE}.protobuf.Struct`,
        value: {
          code: error.code,
          ...(error.hint !== undefined && { hint: error.hint }),
          request_id: requestId,
          ...error.details,
        },
      },
    ],
  },
})

const fieldViolation = ({ code, message, details }: GatewayError): JsonObject[] => {
  const { field } = details
  if (code !== 'BAD_REQUEST' || typeof field !== 'string') return []
  return [{ '@type': `${TYPE}.rpc.BadRequest`, fieldViolations: [{ field, description: message }] }]
}

/** As an event of its own: Google's SDK throws for it, and no other reader can take it for a part of the answer. */
export const writeGeminiStreamError = (error: GatewayError, requestId: string): string =>
  geminiFrame(writeGeminiError(error, requestId))
