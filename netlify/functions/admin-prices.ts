import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { textField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import { pricesBody } from './_lib/http/price-body.ts'
import { pageSize } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { searchField } from './_lib/http/search-field.ts'
import { pricedModels, unpricedModels } from './_lib/services/prices.ts'

export const routes: Routes = {
  GET: route({
    summary: 'Every model with a price: what it lists and sells for; and what was refused for want of one',
    description: '`unpriced`: models that calls of the last 30 days asked for in vain, whatever the filters say.',
    auth: admin,
    query: z.object({
      q: searchField,
      provider: textField(40).toLowerCase().optional(),
      configured: z
        .enum(['true', 'false'], 'is neither true nor false')
        .optional()
        .meta({ description: 'Only models of providers that have a key, or only the others.' }),
      limit: pageSize(200, 500),
      cursor: textField(300).optional(),
    }),
    handle: async ({ query: { q, provider, configured, limit, cursor: after }, deps }) => {
      const isTrue = configured === undefined ? undefined : configured === 'true'
      const page = pricedModels(deps, { q, provider, configured: isTrue, after, limit })
      return json(pricesBody(page, await unpricedModels(deps)))
    },
  }),
}

export default endpoint(routes)
