import type { Config } from '@netlify/functions'
import { readOpenAIEmbedding, writeOpenAIEmbedding } from './_lib/dialects/embeddings/openai.ts'
import { openaiChat } from './_lib/dialects/openai-chat.ts'
import { spender } from './_lib/http/auth.ts'
import { embeddingRoute } from './_lib/http/embedding-route.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { jsonObject } from './_lib/http/json-object.ts'
import type { Routes } from './_lib/http/route.ts'

export const routes: Routes = {
  POST: embeddingRoute({
    summary: "OpenAI's embeddings, with any priced model",
    reference: 'https://platform.openai.com/docs/api-reference/embeddings/create',
    auth: spender,
    body: jsonObject,
    read: readOpenAIEmbedding,
    write: (answer, { call }) => writeOpenAIEmbedding(answer, call),
    writeError: openaiChat.writeError,
    requestIdHeader: openaiChat.requestIdHeader,
  }),
}

export default endpoint(routes)

// A bare literal: Netlify reads the path from the source text.
export const config: Config = { path: '/v1/embeddings' }
