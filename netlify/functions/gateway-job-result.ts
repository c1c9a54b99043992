import { z } from 'zod'
import { account } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { jobIdField } from './_lib/http/job-fields.ts'
import { jobAnswer } from './_lib/http/job-answer.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { jobResult, ownJobs } from './_lib/services/jobs.ts'

export const routes: Routes = {
  GET: route({
    summary: 'The answer of a job; 202 while there is none yet',
    errors: ['NOT_FOUND', 'GONE', 'JOB_FAILED'],
    auth: account,
    query: z.object({ id: jobIdField }),
    handle: async ({ caller, query, deps }) => jobAnswer(await jobResult(deps, query.id, ownJobs(caller))),
  }),
}

export default endpoint(routes)
