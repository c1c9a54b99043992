import type { ReportOptions, ReportResult } from './api-types.ts'
import { connect } from './connect.ts'
import { describeError } from './describe-error.ts'
import { fieldsOf, parseJson, textIn } from './json-fields.ts'
import { reportDefaults } from './report-defaults.ts'
import { withoutSecrets } from './without-secrets.ts'

/** Browsers send at most 64 KB from a page that is being closed. */
const MAX_KEPT_ALIVE = 20_000

/**
 * Tells the operator of an error in this app: its name, message and stack, where it happened, and what `context` adds. Keys and
 * tokens in it are blotted out. Never rejects: `ok` says whether it arrived.
 */
export const reportClientError = async (
  error: unknown,
  context: Record<string, unknown> = {},
  options: ReportOptions = {},
): Promise<ReportResult> => {
  const { errorToken, ...connection } = { ...reportDefaults(), ...options }
  try {
    const body = withoutSecrets(JSON.stringify(describeError(error, context)))
    const response = await connect(connection)('client-error-report', {
      body,
      headers: errorToken ? { 'x-kaixu-error-token': errorToken } : {},
      keepalive: body.length < MAX_KEPT_ALIVE,
    })
    const fields = fieldsOf(parseJson(await response.text()))
    const requestId = textIn(fields, 'request_id') ?? response.headers.get('x-kaixu-request-id')
    return { ok: response.ok, requestId }
  } catch {
    return { ok: false, requestId: null }
  }
}
