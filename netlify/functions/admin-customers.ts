import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { customerPolicy, customerPolicyFields, newCustomerFields } from './_lib/http/customer-fields.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { changeCustomer, createCustomer, customers } from './_lib/services/customers.ts'

export const routes: Routes = {
  GET: route({
    auth: admin,
    handle: async ({ deps }) => {
      const rows = await customers(deps)
      // Netlify tokens are kept per customer once pushing exists; existing clients read the field.
      return json({ customers: rows.map((customer) => ({ ...customer, has_netlify_token: false })) })
    },
  }),

  POST: route({
    auth: admin,
    body: z.object(newCustomerFields),
    handle: async ({ caller, body, deps }) => {
      const { id, email, plan_name, monthly_cap_cents, created_at } = await createCustomer(deps, {
        email: body.email,
        planName: body.plan_name,
        monthlyCapCents: body.monthly_cap_cents,
        actor: caller.actor,
      })
      return json({ customer: { id, email, plan_name, monthly_cap_cents, created_at } })
    },
  }),

  PATCH: route({
    auth: admin,
    query: z.object({ customer_id: idField }),
    body: z.object(customerPolicyFields),
    handle: async ({ caller, query, body, deps }) => {
      const change = { customerId: query.customer_id, policy: customerPolicy(body), actor: caller.actor }
      return json({ ok: true, customer: await changeCustomer(deps, change) })
    },
  }),
}

export default endpoint(routes)
