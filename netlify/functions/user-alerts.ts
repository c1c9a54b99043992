import { z } from 'zod'
import { alertAddress, alertDeliveries, changeAlertAddress } from './_lib/services/alerts.ts'
import { deliveryFields } from './_lib/http/alert-fields.ts'
import { ownAlertsBody } from './_lib/http/alerts-body.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { keyHolder } from './_lib/http/key-holder.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { webhookUrlField } from './_lib/http/webhook-url-field.ts'

export const routes: Routes = {
  GET: route({
    summary: "Where the customer's alerts go, and what became of them, newest first",
    auth: keyHolder('admin'),
    query: z.object(deliveryFields),
    handle: async ({ caller, query: { q, state, limit, cursor: before }, deps }) => {
      const customerId = caller.customer_id
      const [url, page] = await Promise.all([
        alertAddress(deps, customerId),
        alertDeliveries(deps, { customerId, asker: 'customer', q, state, limit, before }),
      ])
      return json(ownAlertsBody({ url, capWarnPct: deps.settings.capWarnPct }, page))
    },
  }),

  PATCH: route({
    summary: "Sets or, with null, clears the address of the customer's alerts",
    auth: keyHolder('admin'),
    body: z.object({ alert_webhook_url: webhookUrlField.nullable() }),
    handle: async ({ caller, body, deps }) => {
      const { alert_webhook_url: url } = body
      await changeAlertAddress(deps, { customerId: caller.customer_id, url, actor: `key:${caller.id}` })
      return json({ ok: true, alert_webhook_url: url })
    },
  }),
}

export default endpoint(routes)
