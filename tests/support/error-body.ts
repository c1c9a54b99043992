import { expect } from 'vitest'
import { ERROR_STATUS, type ErrorCode } from '../../netlify/functions/_lib/domain/errors.ts'
import { keyOf, textLike } from './matching.ts'

export type ErrorBody = Record<string, unknown> & { error: string; code: ErrorCode; request_id: string }

/**
 * The body of an error, checked to be one: `{error, code, hint?, request_id}` from the closed set of codes, the status of its
 * code, nothing of the inside.
 */
export const errorBodyOf = async (response: Response): Promise<ErrorBody> => {
  const text = await response.text()
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  const body: unknown = JSON.parse(text)
  expect(body).toMatchObject({
    error: textLike(/^\S.{2,299}$/s),
    code: keyOf(ERROR_STATUS),
    request_id: response.headers.get('x-kaixu-request-id'),
  })
  // Checked just now.
  const error = body as ErrorBody
  expect(response.status, text).toBe(ERROR_STATUS[error.code])
  expect(text).not.toMatch(/node_modules|_lib\/|\.ts:\d|sqlstate|relation "|syntax error|at \w+ \(/i)
  return error
}
