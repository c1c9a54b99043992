import { adminWhileBroken } from './_lib/http/admin-while-broken.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { settingsBody } from './_lib/http/settings-body.ts'
import { buildOf } from './_lib/services/build.ts'
import { explainSettings } from './_lib/services/explain-settings.ts'

export const routes: Routes = {
  GET: route({
    summary: 'How the gateway is configured: every variable, whether it is set, and no value',
    errors: ['CONFIG', 'DATABASE_UNAVAILABLE'],
    auth: adminWhileBroken,
    worksMisconfigured: true,
    handle: async ({ deps }) => json(settingsBody(buildOf(deps.settings), await explainSettings(deps))),
  }),
}

export default endpoint(routes)
