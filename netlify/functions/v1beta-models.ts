import type { Config } from '@netlify/functions'
import {
  readGeminiEmbedding,
  readGeminiEmbeddingBatch,
  writeGeminiEmbedding,
  writeGeminiEmbeddingBatch,
} from './_lib/dialects/embeddings/gemini.ts'
import { geminiDialect } from './_lib/dialects/gemini.ts'
import { countedRequest } from './_lib/dialects/gemini/counted-request.ts'
import { spenderAt } from './_lib/http/auth.ts'
import { countTokensRoute } from './_lib/http/count-tokens-route.ts'
import { embeddingRoute } from './_lib/http/embedding-route.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { geminiAddressOf } from './_lib/http/gemini-address.ts'
import { geminiRoute } from './_lib/http/gemini-route.ts'
import { jsonObject } from './_lib/http/json-object.ts'
import { geminiModels } from './_lib/http/model-list.ts'
import { modelsRoute } from './_lib/http/models-route.ts'
import type { Routes } from './_lib/http/route.ts'

const auth = spenderAt('x-goog-api-key', '?key=', 'authorization')
const { writeError } = geminiDialect
const modelOf = (request: Request) => geminiAddressOf(request).model

export const routes: Routes = {
  GET: modelsRoute({ auth, at: '/v1beta/models', dialect: { ...geminiModels, writeError } }),
  POST: geminiRoute({
    auth,
    others: {
      embedContent: embeddingRoute({
        summary: 'the vector of one text',
        auth,
        body: jsonObject,
        read: (body, request) => readGeminiEmbedding(body, modelOf(request)),
        write: writeGeminiEmbedding,
        writeError,
      }),
      batchEmbedContents: embeddingRoute({
        summary: 'the vectors of many texts',
        auth,
        body: jsonObject,
        read: (body, request) => readGeminiEmbeddingBatch(body, modelOf(request)),
        write: writeGeminiEmbeddingBatch,
        writeError,
      }),
      countTokens: countTokensRoute({
        summary: 'how many input tokens a request would have; free',
        dialect: geminiDialect,
        auth,
        read: (body, request) => geminiDialect.read(countedRequest(body), { model: modelOf(request), stream: false }),
        write: (tokens) => ({ totalTokens: tokens }),
      }),
    },
  }),
}

export default endpoint(routes)

// A bare literal: Netlify reads the path from the source text.
export const config: Config = { path: ['/v1beta/models', '/v1beta/models/*'] }
