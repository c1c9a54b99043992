import type { Config } from '@netlify/functions'
import { nobody } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { issueInvoices } from './_lib/services/issue-invoices.ts'

const run = route({
  summary: "Issues last month's invoices, every hour of the first three days of a month",
  auth: nobody,
  handle: async ({ deps }) => json({ ok: true, ...(await issueInvoices(deps)) }),
})

export const routes: Routes = { GET: run, POST: run }

export default endpoint(routes)

// A bare literal: Netlify reads the schedule from the source text.
export const config: Config = { schedule: '30 * 1-3 * *' }
