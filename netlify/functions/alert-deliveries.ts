import type { Config } from '@netlify/functions'
import { nobody } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { deliverAlerts } from './_lib/services/deliver-alerts.ts'

const run = route({
  summary: 'Sends the messages to webhooks that are due, every minute',
  auth: nobody,
  handle: async ({ deps }) => json({ ok: true, ...(await deliverAlerts(deps)) }),
})

export const routes: Routes = { GET: run, POST: run }

export default endpoint(routes)

// A bare literal: Netlify reads the schedule from the source text.
export const config: Config = { schedule: '* * * * *' }
