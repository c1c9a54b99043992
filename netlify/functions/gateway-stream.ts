import { spender } from './_lib/http/auth.ts'
import { chatBody, chatCall } from './_lib/http/chat-body.ts'
import { streamCall } from './_lib/http/chat-stream.ts'
import { clientOf } from './_lib/http/client.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { openCall } from './_lib/services/open-call.ts'

export const routes: Routes = {
  POST: route({
    auth: spender,
    body: chatBody,
    handle: async ({ caller, body, request, requestId, deps, waitUntil }) => {
      const client = clientOf(request, requestId, deps)
      const call = await openCall(deps, caller, chatCall('stream', body), client, waitUntil)
      return streamCall(deps, call, waitUntil)
    },
  }),
}

export default endpoint(routes)
