import { spender } from './_lib/http/auth.ts'
import { usageBody } from './_lib/http/chat-answer.ts'
import { embedBody, embedCall } from './_lib/http/embed-body.ts'
import { embeddingRoute } from './_lib/http/embedding-route.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import type { Routes } from './_lib/http/route.ts'
import { monthBody } from './_lib/domain/month-body.ts'

export const routes: Routes = {
  POST: embeddingRoute({
    summary: 'Vectors of one or many texts',
    auth: spender,
    body: embedBody,
    read: embedCall,
    write: ({ vectors }, { open, result, client }) => ({
      provider: open.prepared.provider,
      model: open.prepared.model,
      embeddings: vectors,
      dimensions: vectors[0]?.length ?? 0,
      usage: usageBody(result.receipt),
      month: monthBody(result.month),
      telemetry: { install_id: client.installId ?? null },
      // The answer is there and its charge is on the way: the database was out of reach.
      ...(result.receipt?.booked === false ? { settled: false } : {}),
    }),
  }),
}

export default endpoint(routes)
