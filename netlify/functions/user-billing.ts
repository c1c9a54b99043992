import { z } from 'zod'
import { autoTopUpFields, autoTopUpRules } from './_lib/http/billing-fields.ts'
import { billingBody } from './_lib/http/billing-body.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { keyHolder } from './_lib/http/key-holder.ts'
import { numericCursor, pageSize } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { searchField } from './_lib/http/search-field.ts'
import { billingOf, changeAutoTopUp, forgetCard } from './_lib/services/billing.ts'
import { takesCheckouts } from './_lib/services/takes-payments.ts'

const FIRST_PAGE = { before: undefined, limit: 50 }

export const routes: Routes = {
  GET: route({
    summary: 'Automatic top-ups, the saved card, and what was paid in, newest first',
    auth: keyHolder('admin'),
    query: z.object({
      q: searchField.meta({
        description:
          'Of the top-ups: a part of the month, of how they were paid, of what became of them, or of a payment’s id.',
      }),
      limit: pageSize(50, 200),
      cursor: numericCursor.optional(),
    }),
    handle: async ({ caller, query: { q, limit, cursor: before }, deps }) =>
      json(billingBody(await billingOf(deps, caller.customer_id, { q, before, limit }), takesCheckouts(deps))),
  }),

  PATCH: route({
    summary: 'Changes the rules of automatic top-ups',
    auth: keyHolder('admin'),
    body: z.object(autoTopUpFields),
    handle: async ({ caller, body, deps }) => {
      const customerId = caller.customer_id
      await changeAutoTopUp(deps, { customerId, rules: autoTopUpRules(body), actor: `key:${caller.id}` })
      return json({ ok: true, ...billingBody(await billingOf(deps, customerId, FIRST_PAGE), takesCheckouts(deps)) })
    },
  }),

  DELETE: route({
    summary: 'Lets go of the saved card',
    auth: keyHolder('admin'),
    handle: async ({ caller, deps }) => {
      await forgetCard(deps, caller.customer_id, `key:${caller.id}`)
      return json({ ok: true })
    },
  }),
}

export default endpoint(routes)
