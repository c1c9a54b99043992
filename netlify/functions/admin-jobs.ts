import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField } from './_lib/http/fields.ts'
import { jobBody, operatorJobsBody } from './_lib/http/job-body.ts'
import { jobIdField, jobListFields } from './_lib/http/job-fields.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { searchField } from './_lib/http/search-field.ts'
import { jobsOf, stopJob } from './_lib/services/jobs.ts'

export const routes: Routes = {
  GET: route({
    summary: 'Jobs, newest first; of one customer or of all',
    auth: admin,
    query: z.object({
      customer_id: idField.optional(),
      ...jobListFields,
      q: searchField.meta({
        description: 'How the id of a job begins, or a part of `provider/model` or of the customer’s e-mail address.',
      }),
    }),
    handle: async ({ query: { customer_id: customerId, q, status, limit, cursor: before }, deps }) => {
      const scope = customerId === undefined ? undefined : { customerId, keyLine: undefined }
      return json(operatorJobsBody(await jobsOf(deps, { scope, asker: 'operator', q, status, limit, before })))
    },
  }),

  DELETE: route({
    summary: 'Stops a job; what was used by then is charged',
    errors: ['NOT_FOUND', 'CONFLICT'],
    auth: admin,
    query: z.object({ id: jobIdField }),
    handle: async ({ query, deps }) => json({ ok: true, job: jobBody(await stopJob(deps, query.id, undefined)) }),
  }),
}

export default endpoint(routes)
