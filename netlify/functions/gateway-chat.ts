import { spender } from './_lib/http/auth.ts'
import { wholeCallHeaders } from './_lib/http/call-headers.ts'
import { closingBody } from './_lib/http/chat-answer.ts'
import { chatBody, chatCall } from './_lib/http/chat-body.ts'
import { clientOf } from './_lib/http/client.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { once, repeatAnswer } from './_lib/http/once.ts'
import { partialFailure } from './_lib/http/partial-failure.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { spending } from './_lib/http/spending.ts'
import { openCall } from './_lib/services/open-call.ts'
import { prepareChat } from './_lib/services/prepare-chat.ts'
import { runCall } from './_lib/services/run-call.ts'

export const routes: Routes = {
  POST: route({
    summary: 'An answer in one piece',
    ...spending,
    auth: spender,
    body: chatBody,
    handle: (handling) =>
      once(handling, async ({ idempotency, admittedFor }) => {
        const { caller, body, request, requestId, deps, waitUntil } = handling
        const client = clientOf(request, requestId, deps)
        const prepare = () => prepareChat(deps, chatCall('chat', body))
        const call = await openCall(deps, caller, prepare, client, waitUntil, { idempotency })
        if (call.kind === 'kept') return repeatAnswer(call)
        admittedFor(call.admitted.api_key_id)
        const running = runCall(deps, call, () => undefined, waitUntil)
        // A client that hangs up changes nothing: the call is read to its end and settled.
        waitUntil(running)
        const result = await running
        if (result.failure !== undefined) throw partialFailure(result.failure, result)
        const answer = {
          provider: call.prepared.provider,
          model: body.model,
          output_text: result.text,
          ...closingBody(result),
          telemetry: { install_id: client.installId ?? null },
        }
        return json(answer, { headers: wholeCallHeaders(call, result) })
      }),
  }),
}

export default endpoint(routes)
