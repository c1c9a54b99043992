import { addressOf } from './_lib/http/client.ts'
import {
  clientErrorBody,
  clientErrorEvent,
  clientErrorReporter,
  MAX_REPORT_LENGTH,
} from './_lib/http/client-error-body.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { reportClientError } from './_lib/services/report-client-error.ts'

export const routes: Routes = {
  POST: route({
    summary: 'Takes in what went wrong in a client',
    errors: ['FORBIDDEN', 'RATE_LIMITED'],
    headers: ['x-kaixu-app', 'x-kaixu-build'],
    auth: clientErrorReporter,
    maxBodyLength: MAX_REPORT_LENGTH,
    body: clientErrorBody,
    handle: async ({ body, request, requestId, deps }) => {
      await reportClientError(deps, addressOf(request), clientErrorEvent(body))
      return json({ ok: true, request_id: requestId })
    },
  }),
}

export default endpoint(routes)
