import type { z } from 'zod'
import type { EmbeddingCall } from '../dialects/embeddings/call.ts'
import type { ClientInfo, OpenCall } from '../services/open-call.ts'
import { openCall } from '../services/open-call.ts'
import { prepareEmbedding } from '../services/prepare-embedding.ts'
import { runEmbedding, type EmbeddingResult } from '../services/run-embedding.ts'
import { orAuthenticate, type Credential } from '../services/spender.ts'
import { wholeCallHeaders } from './call-headers.ts'
import { clientOf } from './client.ts'
import type { WriteError } from './error-response.ts'
import { json } from './json.ts'
import { once, repeatAnswer } from './once.ts'
import { partialFailure } from './partial-failure.ts'
import { docsOf, type RouteDocs } from './route-docs.ts'
import { route, type Auth, type Route } from './route.ts'
import { spending } from './spending.ts'

/** Vectors that were not in the client's format. */
export type ReadAnswer = Extract<EmbeddingResult['answer'], { kind: 'read' }>

export type Embedded = { call: EmbeddingCall; open: OpenCall; result: EmbeddingResult; client: ClientInfo }

export type EmbeddingEndpoint<Body> = RouteDocs & {
  auth: Auth<Credential>
  body: z.ZodType<Body>
  /** @throws GatewayError BAD_REQUEST naming the field */
  read: (body: Body, request: Request) => EmbeddingCall
  write: (answer: ReadAnswer, embedded: Embedded) => unknown
  writeError?: WriteError
  /** Header in which the vendor names its request id; ours is sent under it too. */
  requestIdHeader?: string | undefined
}

/** An endpoint that makes embeddings: metered like every call, with an output that costs nothing. */
export const embeddingRoute = <Body>(endpoint: EmbeddingEndpoint<Body>): Route => {
  const writeError = endpoint.writeError === undefined ? {} : { writeError: endpoint.writeError }
  return route({
    ...docsOf(endpoint),
    ...spending,
    auth: endpoint.auth,
    body: endpoint.body,
    ...writeError,
    requestIdHeader: endpoint.requestIdHeader,
    handle: (handling) =>
      once({ ...handling, ...writeError }, async ({ idempotency, admittedFor }) => {
        const { caller, body, request, requestId, deps, waitUntil } = handling
        const client = clientOf(request, requestId, deps)
        const call = await orAuthenticate(deps, caller, () => endpoint.read(body, request))
        const open = await openCall(deps, caller, () => prepareEmbedding(deps, call), client, waitUntil, {
          idempotency,
        })
        if (open.kind === 'kept') return repeatAnswer(open)
        admittedFor(open.admitted.api_key_id)
        const running = runEmbedding(deps, open, call, waitUntil)
        // A client that hangs up changes nothing: the call is read to its end and settled.
        waitUntil(running)
        const result = await running
        if (result.failure !== undefined) throw partialFailure(result.failure, result)
        return answer(endpoint, { call, open, result, client })
      }),
  })
}

const answer = <Body>({ write }: EmbeddingEndpoint<Body>, embedded: Embedded): Response => {
  const { open, result } = embedded
  const headers = wholeCallHeaders(open, result)
  if (result.answer === undefined) throw new Error('a call without a failure has no answer')
  if (result.answer.kind === 'read') return json(write(result.answer, embedded), { headers })
  const { bytes, contentType } = result.answer
  return new Response(Buffer.from(bytes), { headers: { 'content-type': contentType, ...headers } })
}
