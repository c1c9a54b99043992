import type { Config } from '@netlify/functions'
import { openaiResponses } from './_lib/dialects/openai-responses.ts'
import { spender } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { nativeRoute } from './_lib/http/native-route.ts'
import type { Routes } from './_lib/http/route.ts'

export const routes: Routes = {
  POST: nativeRoute({
    summary: "OpenAI's responses, stateless, with any priced model",
    reference: 'https://platform.openai.com/docs/api-reference/responses/create',
    dialect: openaiResponses,
    auth: spender,
  }),
}

export default endpoint(routes)

// A bare literal: Netlify reads the path from the source text.
export const config: Config = { path: '/v1/responses' }
