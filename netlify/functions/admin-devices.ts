import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { operatorDevicesBody } from './_lib/http/device-body.ts'
import { deviceChangeFields, deviceCursor } from './_lib/http/device-fields.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import { pageSize } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { searchField } from './_lib/http/search-field.ts'
import { changeDevice, devicesOf } from './_lib/services/devices.ts'

export const routes: Routes = {
  GET: route({
    summary: 'Devices, newest key first; of one customer or of all',
    errors: ['NOT_FOUND'],
    auth: admin,
    query: z.object({
      customer_id: idField.optional().meta({ description: 'Whose; everybody’s when absent.' }),
      api_key_id: idField.optional(),
      q: searchField.meta({
        description:
          'A part of the id of a device, of its label or of the label of its key; without `customer_id` of the customer’s e-mail address, too.',
      }),
      limit: pageSize(200, 500),
      cursor: deviceCursor.optional(),
    }),
    handle: async ({ query, deps }) => {
      const asked = { customerId: query.customer_id, apiKeyId: query.api_key_id, q: query.q }
      return json(operatorDevicesBody(await devicesOf(deps, asked, { after: query.cursor, limit: query.limit })))
    },
  }),

  PATCH: route({
    summary: 'Revoke a device, or let it in again',
    errors: ['NOT_FOUND', 'SEAT_LIMIT'],
    auth: admin,
    body: z.object(deviceChangeFields),
    handle: async ({ caller, body, deps }) => {
      const order = { apiKeyId: body.api_key_id, installId: body.install_id, revoked: body.revoked }
      await changeDevice(deps, order, caller.actor)
      return json({ ok: true })
    },
  }),
}

export default endpoint(routes)
