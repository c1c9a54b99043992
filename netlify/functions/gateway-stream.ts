import { spender } from './_lib/http/auth.ts'
import { chatBody, chatCall } from './_lib/http/chat-body.ts'
import { streamCall } from './_lib/http/chat-stream.ts'
import { clientOf } from './_lib/http/client.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { once, repeatAnswer } from './_lib/http/once.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { spending } from './_lib/http/spending.ts'
import { openCall } from './_lib/services/open-call.ts'
import { prepareChat } from './_lib/services/prepare-chat.ts'

export const routes: Routes = {
  POST: route({
    summary: 'An answer as server-sent events: `meta`, `delta`…, `done`',
    ...spending,
    auth: spender,
    body: chatBody,
    handle: (handling) =>
      once(handling, async ({ idempotency, admittedFor }) => {
        const { caller, body, request, requestId, deps, waitUntil } = handling
        const client = clientOf(request, requestId, deps)
        const prepare = () => prepareChat(deps, chatCall('stream', body))
        const call = await openCall(deps, caller, prepare, client, waitUntil, { idempotency })
        if (call.kind === 'kept') return repeatAnswer(call)
        admittedFor(call.admitted.api_key_id)
        return streamCall(deps, call, waitUntil)
      }),
  }),
}

export default endpoint(routes)
