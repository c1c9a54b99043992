import { z } from 'zod'
import { account } from './_lib/http/auth.ts'
import { ownDeviceBody, ownDevicesBody } from './_lib/http/device-body.ts'
import { deviceChangeFields, deviceCursor } from './_lib/http/device-fields.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { pageSize, scopeField } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { searchField } from './_lib/http/search-field.ts'
import { changeOwnDevice, userDevices } from './_lib/services/devices.ts'

const DEFAULT_LIMIT = 200

export const routes: Routes = {
  GET: route({
    summary: 'The devices of the key, or of all keys of its customer',
    errors: ['FORBIDDEN'],
    auth: account,
    query: z.object({
      scope: scopeField,
      q: searchField,
      limit: pageSize(DEFAULT_LIMIT, 500),
      cursor: deviceCursor.optional(),
    }),
    handle: async ({ caller, query: { scope, q, cursor: after, limit }, deps }) => {
      const devices = await userDevices(deps, caller, { scope, q }, { after, limit })
      return json({ api_key_id: caller.id, ...ownDevicesBody(devices) })
    },
  }),

  PATCH: route({
    summary: 'Revoke a device of the key, or let it in again',
    errors: ['NOT_FOUND', 'FORBIDDEN', 'SEAT_LIMIT'],
    auth: account,
    body: z.object({ ...deviceChangeFields, api_key_id: deviceChangeFields.api_key_id.optional() }),
    handle: async ({ caller, body, deps }) => {
      const order = { apiKeyId: body.api_key_id ?? caller.id, installId: body.install_id, revoked: body.revoked }
      await changeOwnDevice(deps, caller, order)
      const page = { after: undefined, limit: DEFAULT_LIMIT }
      const { rows } = await userDevices(deps, caller, { scope: 'key', q: undefined }, page)
      return json({ ok: true, devices: rows.map(ownDeviceBody) })
    },
  }),
}

export default endpoint(routes)
