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
      limit: pageSize(200, 500),
      cursor: textField(300).optional(),
    }),
    handle: async ({ query: { q, provider, limit, cursor: after }, deps }) => {
      const page = pricedModels(deps, { q, provider, after, limit })
      return json(pricesBody(page, await unpricedModels(deps)))
    },
  }),
}

export default endpoint(routes)
