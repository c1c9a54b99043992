import { z } from 'zod'
import { virtualKey } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { signUserSession } from './_lib/services/sessions.ts'

const MIN_TTL_SECONDS = 60
const MAX_TTL_SECONDS = 86_400

export const routes: Routes = {
  POST: route({
    summary: 'A short-lived token for a key, so that a browser never sees the key',
    auth: virtualKey('viewer'),
    body: z.object({ ttl_seconds: z.number().nullish() }),
    handle: async ({ caller, body, deps }) => {
      const asked = Math.trunc(body.ttl_seconds ?? deps.settings.userSessionTtlSeconds)
      const ttlSeconds = Math.min(MAX_TTL_SECONDS, Math.max(MIN_TTL_SECONDS, asked))
      const session = { apiKeyId: caller.id, customerId: caller.customer_id, keyLast4: caller.key_last4 }
      const token = await signUserSession(session, deps.settings.jwtSecret, ttlSeconds)
      return json({ token, expires_in: ttlSeconds, key_last4: caller.key_last4 })
    },
  }),
}

export default endpoint(routes)
