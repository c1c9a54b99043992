import { expect } from 'vitest'
import { ERROR_STATUS, type ErrorCode } from '../../netlify/functions/_lib/domain/errors.ts'
import { keyOf, textLike } from './matching.ts'

export type ErrorBody = Record<string, unknown> & { error: string; code: ErrorCode; request_id: string }

/**
 * The body of an error, checked to be one: the gateway's own `{error, code, hint?, request_id}` or a vendor's envelope that says the
 * same, from the closed set of codes, the status of its code, nothing of the inside.
 */
export const errorBodyOf = async (response: Response): Promise<ErrorBody> => {
  const text = await response.text()
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  const body: unknown = unwrapped(JSON.parse(text))
  expect(body, text).toMatchObject({
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

type Fields = Record<string, unknown>

/** The gateway's own fields out of an envelope of OpenAI, Anthropic or Gemini; any other body as it is. */
const unwrapped = (body: unknown): unknown => {
  const error = fieldsOf(fieldsOf(body)['error'])
  if (Object.keys(error).length === 0) return body
  const message = error['message']
  const kaixu = fieldsOf(error['kaixu'])
  if (kaixu['code'] !== undefined) return { error: message, ...kaixu }
  const details = Array.isArray(error['details']) ? error['details'].map(fieldsOf) : []
  const info = details.find((detail) => String(detail['@type']).endsWith('ErrorInfo'))
  if (info !== undefined) {
    const own = details.find((detail) => String(detail['@type']).endsWith('Struct'))
    const request = details.find((detail) => String(detail['@type']).endsWith('RequestInfo'))
    return { error: message, code: info['reason'], request_id: request?.['requestId'], ...fieldsOf(own?.['value']) }
  }
  const { error_code: code, ...rest } = fieldsOf(error['details'])
  const hint = error['hint'] === undefined ? {} : { hint: error['hint'] }
  return { error: message, code, request_id: fieldsOf(body)['request_id'], ...hint, ...rest }
}

const fieldsOf = (value: unknown): Fields =>
  // An object's fields, and none of anything else.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
