import type { KaixuErrorKind } from './api-types.ts'
import { fieldsOf, parseJson, textIn } from './json-fields.ts'
import { KaixuError } from './kaixu-error.ts'
import { usageIn } from './result-of.ts'

/** An answer that is none, as an error. Reads its body. */
export const errorOf = async (response: Response, jobId: string | null = null): Promise<KaixuError> => {
  // What can be read of it is better than nothing.
  const body = parseJson(await response.text().catch(() => ''))
  const fields = fieldsOf(body)
  const code = textIn(fields, 'code')
  return new KaixuError(kindOf(response.status, code), messageOf(response, textIn(fields, 'error')), {
    status: response.status,
    code,
    requestId: textIn(fields, 'request_id') ?? response.headers.get('x-kaixu-request-id'),
    body,
    retryAfterSeconds: secondsIn(response.headers.get('retry-after')),
    text: textIn(fields, 'output_text') ?? '',
    usage: usageIn(fields),
    jobId,
  })
}

const messageOf = ({ ok, status }: Response, said: string | null): string => {
  if (said !== null) return said
  return ok ? 'This is not an answer of a Kaixu gateway' : `The gateway answered ${status}`
}

const kindOf = (status: number, code: string | null): KaixuErrorKind => {
  switch (status) {
    case 401:
      return 'unauthorized'
    case 402:
      return 'payment_required'
    case 403:
      return 'forbidden'
    case 409:
      return code === 'IDEMPOTENCY_RUNNING' ? 'still_running' : 'conflict'
    case 429:
      return 'rate_limited'
    case 501:
      return 'bad_request'
    default:
      if (code === 'JOB_FAILED') return 'job_failed'
      return status >= 400 && status < 500 ? 'bad_request' : 'server'
  }
}

const secondsIn = (header: string | null): number | null =>
  header !== null && /^\d{1,6}$/.test(header) ? Number(header) : null
