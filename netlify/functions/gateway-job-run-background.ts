import { z } from 'zod'
import { endpoint } from './_lib/http/endpoint.ts'
import { chatCall } from './_lib/http/chat-body.ts'
import { jobIdField, readStoredRequest } from './_lib/http/job-fields.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { worker } from './_lib/http/worker-auth.ts'
import { deliverAlerts } from './_lib/services/deliver-alerts.ts'
import { prepareChat } from './_lib/services/prepare-chat.ts'
import { runJob } from './_lib/services/run-job.ts'

export const routes: Routes = {
  POST: route({
    summary: 'Works on a job; called by the gateway itself',
    auth: worker,
    body: z.object({ id: jobIdField }),
    handle: async ({ body, deps, waitUntil }) => {
      const prepare = (stored: unknown) => prepareChat(deps, chatCall('job', readStoredRequest(stored)))
      const run = await runJob(deps, body.id, prepare, waitUntil)
      // Whoever asked to be told when the job is complete hears it now and not with the clock.
      if (run === 'run' || run === 'settled') await deliverAlerts(deps)
      return json({ ok: true, run })
    },
  }),
}

export default endpoint(routes)
