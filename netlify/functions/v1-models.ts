import type { Config } from '@netlify/functions'
import { anthropicDialect } from './_lib/dialects/anthropic.ts'
import { openaiChat } from './_lib/dialects/openai-chat.ts'
import { spenderAt } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { anthropicModels, openaiModels } from './_lib/http/model-list.ts'
import { modelsRoute } from './_lib/http/models-route.ts'
import type { Routes } from './_lib/http/route.ts'

const forAnthropic = { ...anthropicModels, writeError: anthropicDialect.writeError }

export const routes: Routes = {
  GET: modelsRoute({
    description: "Anthropic's clients, known by the header, get its form; everybody else OpenAI's.",
    headers: ['anthropic-version'],
    auth: spenderAt('authorization', 'x-api-key'),
    at: '/v1/models',
    dialect: { ...openaiModels, writeError: openaiChat.writeError },
    requestIdHeader: openaiChat.requestIdHeader,
    // Both vendors have their models at this address; Anthropic's clients name the version of its API.
    other: (request) => (request.headers.has('anthropic-version') ? forAnthropic : undefined),
  }),
}

export default endpoint(routes)

// A bare literal: Netlify reads the path from the source text.
export const config: Config = { path: ['/v1/models', '/v1/models/*'] }
