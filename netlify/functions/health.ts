import { nobody } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { METHODS, route, type Routes } from './_lib/http/route.ts'
import { health } from './_lib/services/health.ts'

const answer = route({
  summary: 'What is deployed, whether it works, and which settings are missing',
  auth: nobody,
  worksMisconfigured: true,
  handle: async ({ deps }) => json(await health(deps)),
})

/** Monitors ask in every way there is. */
export const routes: Routes = Object.fromEntries(METHODS.map((method) => [method, answer]))

export default endpoint(routes)
