import type { Config } from '@netlify/functions'
import { anthropicDialect } from './_lib/dialects/anthropic.ts'
import { meteredBetas } from './_lib/dialects/anthropic/betas.ts'
import { spenderAt } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { nativeRoute } from './_lib/http/native-route.ts'
import type { Routes } from './_lib/http/route.ts'

export const routes: Routes = {
  POST: nativeRoute({
    summary: "Anthropic's messages, with any priced model",
    reference: 'https://platform.claude.com/docs/en/api/messages',
    headers: ['anthropic-beta'],
    dialect: anthropicDialect,
    auth: spenderAt('x-api-key', 'authorization'),
    vendorHeaders: (request) => meteredBetas(request.headers.get('anthropic-beta')),
  }),
}

export default endpoint(routes)

// A bare literal: Netlify reads the path from the source text.
export const config: Config = { path: '/v1/messages' }
