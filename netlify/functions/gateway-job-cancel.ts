import { z } from 'zod'
import { account } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { jobStatusBody } from './_lib/http/job-body.ts'
import { jobIdField, namedJob } from './_lib/http/job-fields.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { ownJobs, stopJob } from './_lib/services/jobs.ts'

const id = z.object({ id: jobIdField.optional() })

export const routes: Routes = {
  POST: route({
    summary: 'Stops a job; what was used by then is charged',
    errors: ['NOT_FOUND', 'CONFLICT'],
    auth: account,
    query: id,
    body: id,
    handle: async ({ caller, query, body, deps }) => {
      const job = await stopJob(deps, namedJob(body, query), ownJobs(caller))
      return json({ ok: true, ...jobStatusBody(job) })
    },
  }),
}

export default endpoint(routes)
