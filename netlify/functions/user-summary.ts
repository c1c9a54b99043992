import { z } from 'zod'
import { account } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { monthField, scopeField } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { summaryBody } from './_lib/http/summary-body.ts'
import { takesCheckouts } from './_lib/services/takes-payments.ts'
import { userSummary } from './_lib/services/usage-reports.ts'

export const routes: Routes = {
  GET: route({
    summary: 'Where the key and its customer stand in a month',
    errors: ['FORBIDDEN'],
    auth: account,
    query: z.object({ month: monthField, scope: scopeField }),
    handle: async ({ caller, query, deps }) => {
      const gateway = { payments: takesCheckouts(deps), capWarnPct: deps.settings.capWarnPct }
      return json({
        scope: query.scope,
        ...summaryBody(query.month, await userSummary(deps, caller, query), gateway),
      })
    },
  }),
}

export default endpoint(routes)
