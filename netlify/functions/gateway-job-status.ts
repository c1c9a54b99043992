import { z } from 'zod'
import { account } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { jobProgressBody } from './_lib/http/job-body.ts'
import { jobIdField } from './_lib/http/job-fields.ts'
import { json } from './_lib/http/json.ts'
import { yesField } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { jobResult, jobStatus, ownJobs } from './_lib/services/jobs.ts'
import { kickJob } from './_lib/services/kick-job.ts'

export const routes: Routes = {
  GET: route({
    summary: 'How far a job is; `partial=1` with the text so far, `kick=1` wakes its worker again',
    errors: ['NOT_FOUND'],
    auth: account,
    query: z.object({ id: jobIdField, kick: yesField, partial: yesField }),
    handle: async ({ caller, query: { id, kick, partial }, deps, waitUntil }) => {
      const job = partial ? await jobResult(deps, id, ownJobs(caller)) : await jobStatus(deps, id, ownJobs(caller))
      if (kick && job.completed_at === null) waitUntil(kickJob(deps, job.id))
      return json(jobProgressBody(job))
    },
  }),
}

export default endpoint(routes)
