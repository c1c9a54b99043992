import { closingBody } from './_lib/http/chat-answer.ts'
import { chatBody, chatCall } from './_lib/http/chat-body.ts'
import { clientOf } from './_lib/http/client.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { spender } from './_lib/http/auth.ts'
import { json } from './_lib/http/json.ts'
import { partialFailure } from './_lib/http/partial-failure.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { openCall } from './_lib/services/open-call.ts'
import { runCall } from './_lib/services/run-call.ts'

export const routes: Routes = {
  POST: route({
    auth: spender,
    body: chatBody,
    handle: async ({ caller, body, request, requestId, deps, waitUntil }) => {
      const call = await openCall(deps, caller, chatCall('chat', body), clientOf(request, requestId, deps), waitUntil)
      const running = runCall(deps, call, () => undefined, waitUntil)
      // A client that hangs up changes nothing: the call is read to its end and settled.
      waitUntil(running)
      const result = await running
      if (result.failure !== undefined) throw partialFailure(result.failure, result)
      return json({
        provider: call.prepared.provider,
        model: body.model,
        output_text: result.text,
        ...closingBody(result),
        telemetry: { install_id: call.client.installId ?? null },
      })
    },
  }),
}

export default endpoint(routes)
