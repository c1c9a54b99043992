import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { pruneOldEvents } from './_lib/services/monitor-events.ts'

export const routes: Routes = {
  POST: route({
    summary: 'Deletes events that are older than so many days',
    auth: admin,
    body: z.object({
      days: z.int('is not a whole number').min(1, 'is below 1').max(3_650, 'is more than 3650').default(30),
    }),
    handle: async ({ caller, body: { days }, deps }) => {
      const deleted = await pruneOldEvents(deps, { days, actor: caller.actor })
      return json({ ok: true, deleted, days })
    },
  }),
}

export default endpoint(routes)
