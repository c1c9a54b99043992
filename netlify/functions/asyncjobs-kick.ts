import type { Config } from '@netlify/functions'
import { nobody } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { kickAbandoned } from './_lib/services/kick-job.ts'

const run = route({
  summary: 'Wakes a worker for every job that has none, every minute',
  auth: nobody,
  handle: async ({ deps }) => json({ ok: true, ...(await kickAbandoned(deps)) }),
})

export const routes: Routes = { GET: run, POST: run }

export default endpoint(routes)

// A bare literal: Netlify reads the schedule from the source text.
export const config: Config = { schedule: '* * * * *' }
