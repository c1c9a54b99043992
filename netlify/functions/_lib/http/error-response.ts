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

/** How an endpoint words its errors; the status is always the error's own. */
export type WriteError = (error: GatewayError, requestId: string) => unknown

export const errorResponse = (error: GatewayError, requestId: string, write: WriteError = errorBody): Response =>
  json(write(error, requestId), {
    status: error.status,
    headers: {
      ...error.headers,
      ...(error.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) }),
    },
  })
