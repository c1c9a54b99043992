import type { GatewayError } from '../domain/errors.ts'
import { json } from './json.ts'

/** The body of every error: `{error, code, hint?, request_id}` and the fields of its code. */
export const errorBody = (error: GatewayError, requestId: string): Record<string, unknown> => ({
  error: error.message,
  code: error.code,
  ...(error.hint === undefined ? {} : { hint: error.hint }),
  request_id: requestId,
  ...error.details,
})

export const errorResponse = (error: GatewayError, requestId: string): Response =>
  json(errorBody(error, requestId), {
    status: error.status,
    headers: {
      ...error.headers,
      ...(error.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) }),
    },
  })
