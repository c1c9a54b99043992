import { spender } from './_lib/http/auth.ts'
import { chatCall } from './_lib/http/chat-body.ts'
import { clientOf } from './_lib/http/client.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { submittedBody } from './_lib/http/job-body.ts'
import { jobRequest, storedRequest } from './_lib/http/job-fields.ts'
import { json } from './_lib/http/json.ts'
import { once, repeatAnswer } from './_lib/http/once.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { spending } from './_lib/http/spending.ts'
import { prepareChat } from './_lib/services/prepare-chat.ts'
import { submitJob } from './_lib/services/submit-job.ts'

export const routes: Routes = {
  POST: route({
    summary: 'Queues a long call; its answer is fetched later',
    ...spending,
    auth: spender,
    body: jobRequest,
    handle: (handling) =>
      once(handling, async ({ idempotency, admittedFor }) => {
        const { caller, body, text, request, requestId, deps, waitUntil } = handling
        const order = {
          prepare: () => prepareChat(deps, chatCall('job', body)),
          request: storedRequest(text),
          callbackUrl: body.callback_url ?? undefined,
          idempotency,
        }
        const client = clientOf(request, requestId, deps)
        const submission = await submitJob(deps, caller, order, client, waitUntil)
        if (submission.kind === 'kept') return repeatAnswer(submission)
        admittedFor(submission.apiKeyId)
        return json(submittedBody(deps, request, submission.jobId), { status: 202 })
      }),
  }),
}

export default endpoint(routes)
