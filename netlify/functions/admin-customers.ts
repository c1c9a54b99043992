import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { changedCustomerBody, customersBody, newCustomerBody, oneCustomerBody } from './_lib/http/customer-body.ts'
import { customerPolicy, customerPolicyFields, newCustomerFields } from './_lib/http/customer-fields.ts'
import { customerList, customerQuery } from './_lib/http/customer-list-fields.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { changeCustomer, createCustomer, customer, customers } from './_lib/services/customers.ts'

export const routes: Routes = {
  GET: route({
    summary: 'Customers, and where each stands this month; with `customer_id` that one',
    description: '`plans`: the names of all plans that customers have, whatever the list is narrowed to.',
    errors: ['NOT_FOUND'],
    auth: admin,
    query: customerList,
    handle: async ({ query, deps }) => {
      if (query.customer_id !== undefined) {
        return json(oneCustomerBody(await customer(deps, query.customer_id)))
      }
      return json(customersBody(await customers(deps, customerQuery(query))))
    },
  }),

  POST: route({
    summary: 'Create a customer',
    errors: ['CONFLICT'],
    auth: admin,
    body: z.object(newCustomerFields),
    handle: async ({ caller, body, deps }) => {
      const policy = { ...customerPolicy(body), email: body.email }
      return json(newCustomerBody(await createCustomer(deps, { policy, actor: caller.actor })))
    },
  }),

  PATCH: route({
    summary: 'Change a customer: caps, allow-lists, seats, fees, automatic top-ups, alerts',
    errors: ['NOT_FOUND', 'CONFLICT'],
    auth: admin,
    query: z.object({ customer_id: idField }),
    body: z.object(customerPolicyFields),
    handle: async ({ caller, query, body, deps }) => {
      const change = { customerId: query.customer_id, policy: customerPolicy(body), actor: caller.actor }
      return json(changedCustomerBody(await changeCustomer(deps, change)))
    },
  }),
}

export default endpoint(routes)
