import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { overviewBody } from './_lib/http/overview-body.ts'
import { monthField } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { overviewOf } from './_lib/services/overview.ts'

export const routes: Routes = {
  GET: route({
    summary: 'Today and the month: spend, margin, held money, errors, latency',
    auth: admin,
    query: z.object({ month: monthField }),
    handle: async ({ query: { month }, deps }) => json(overviewBody(month, await overviewOf(deps, month))),
  }),
}

export default endpoint(routes)
