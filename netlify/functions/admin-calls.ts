import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { callsBody } from './_lib/http/calls-body.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { textField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { callsOfRequest } from './_lib/services/calls-of-request.ts'

export const routes: Routes = {
  GET: route({
    summary: 'Whose call a request was: the charged calls with its id, newest first',
    description: 'At most 20. What was refused or failed was not charged; GET admin-monitor-events knows of that.',
    auth: admin,
    query: z.object({ request_id: textField(128).meta({ description: 'The whole id of the request.' }) }),
    handle: async ({ query: { request_id: requestId }, deps }) =>
      json(callsBody(await callsOfRequest(deps, requestId))),
  }),
}

export default endpoint(routes)
