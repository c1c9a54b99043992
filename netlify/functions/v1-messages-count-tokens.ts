import type { Config } from '@netlify/functions'
import { anthropicDialect } from './_lib/dialects/anthropic.ts'
import { meteredBetas } from './_lib/dialects/anthropic/betas.ts'
import { spenderAt } from './_lib/http/auth.ts'
import { countTokensRoute } from './_lib/http/count-tokens-route.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import type { Routes } from './_lib/http/route.ts'

export const routes: Routes = {
  POST: countTokensRoute({
    summary: 'How many input tokens a message would have; free',
    reference: 'https://platform.claude.com/docs/en/api/messages-count-tokens',
    headers: ['anthropic-beta'],
    dialect: anthropicDialect,
    auth: spenderAt('x-api-key', 'authorization'),
    read: (body) => anthropicDialect.read(body),
    vendorHeaders: (request) => meteredBetas(request.headers.get('anthropic-beta')),
    write: (tokens) => ({ input_tokens: tokens }),
  }),
}

export default endpoint(routes)

// A bare literal: Netlify reads the path from the source text.
export const config: Config = { path: '/v1/messages/count_tokens' }
