import { z } from 'zod'
import { account } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { jobsBody } from './_lib/http/job-body.ts'
import { jobListFields } from './_lib/http/job-fields.ts'
import { json } from './_lib/http/json.ts'
import { scopeField } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { jobScopeOf, jobsOf } from './_lib/services/jobs.ts'

export const routes: Routes = {
  GET: route({
    summary: "The key's jobs, newest first; an admin key's whole customer's with `scope=customer`",
    errors: ['FORBIDDEN'],
    auth: account,
    query: z.object({ scope: scopeField, ...jobListFields }),
    handle: async ({ caller, query: { scope, q, status, limit, cursor: before }, deps }) => {
      const asked = { scope: jobScopeOf(caller, scope), asker: 'customer' as const, q, status, limit, before }
      return json(jobsBody(await jobsOf(deps, asked)))
    },
  }),
}

export default endpoint(routes)
