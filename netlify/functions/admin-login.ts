import { z } from 'zod'
import { nobody } from './_lib/http/auth.ts'
import { addressOf } from './_lib/http/client.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { adminLogin } from './_lib/services/admin-login.ts'

export const routes: Routes = {
  POST: route({
    summary: 'Exchange the admin password for a token of 12 hours',
    errors: ['UNAUTHORIZED', 'LOGIN_LOCKED'],
    auth: nobody,
    body: z.object({ password: z.string().min(1, 'is empty').max(1_024, 'is too long') }),
    handle: async ({ body, request, deps }) => json(await adminLogin(deps, body.password, addressOf(request))),
  }),
}

export default endpoint(routes)
