import { z } from 'zod'
import { autoTopUpFields, autoTopUpRules } from './_lib/http/billing-fields.ts'
import { billingBody } from './_lib/http/billing-body.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { keyHolder } from './_lib/http/key-holder.ts'
import { numericCursor, pageSize } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { billingOf, changeAutoTopUp, forgetCard } from './_lib/services/billing.ts'

const FIRST_PAGE = { before: undefined, limit: 50 }

export const routes: Routes = {
  GET: route({
    summary: 'Automatic top-ups, the saved card, and what was paid in, newest first',
    auth: keyHolder('admin'),
    query: z.object({ limit: pageSize(50, 200), cursor: numericCursor.optional() }),
    handle: async ({ caller, query: { limit, cursor: before }, deps }) =>
      json(billingBody(await billingOf(deps, caller.customer_id, { before, limit }))),
  }),

  PATCH: route({
    summary: 'Changes the rules of automatic top-ups',
    auth: keyHolder('admin'),
    body: z.object(autoTopUpFields),
    handle: async ({ caller, body, deps }) => {
      const customerId = caller.customer_id
      await changeAutoTopUp(deps, { customerId, rules: autoTopUpRules(body), actor: `key:${caller.id}` })
      return json({ ok: true, ...billingBody(await billingOf(deps, customerId, FIRST_PAGE)) })
    },
  }),

  DELETE: route({
    summary: 'Lets go of the saved card',
    errors: ['PROVIDER_NOT_CONFIGURED', 'UPSTREAM_ERROR', 'UPSTREAM_BUSY', 'UPSTREAM_TIMEOUT'],
    auth: keyHolder('admin'),
    handle: async ({ caller, deps }) => {
      await forgetCard(deps, caller.customer_id, `key:${caller.id}`)
      return json({ ok: true })
    },
  }),
}

export default endpoint(routes)
