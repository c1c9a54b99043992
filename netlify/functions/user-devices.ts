import { z } from 'zod'
import { account } from './_lib/http/auth.ts'
import { deviceChangeFields, deviceCursor } from './_lib/http/device-fields.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { pageSize, scopeField } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { changeOwnDevice, userDevices } from './_lib/services/devices.ts'

const DEFAULT_LIMIT = 200

export const routes: Routes = {
  GET: route({
    auth: account,
    query: z.object({ scope: scopeField, limit: pageSize(DEFAULT_LIMIT, 500), cursor: deviceCursor.optional() }),
    handle: async ({ caller, query, deps }) => {
      const page = { after: query.cursor, limit: query.limit }
      const devices = await userDevices(deps, caller, query.scope, page)
      return json({ api_key_id: caller.id, devices: devices.rows, next_cursor: devices.nextCursor })
    },
  }),

  PATCH: route({
    auth: account,
    body: z.object({ ...deviceChangeFields, api_key_id: deviceChangeFields.api_key_id.optional() }),
    handle: async ({ caller, body, deps }) => {
      const order = { apiKeyId: body.api_key_id ?? caller.id, installId: body.install_id, revoked: body.revoked }
      await changeOwnDevice(deps, caller, order)
      const page = { after: undefined, limit: DEFAULT_LIMIT }
      return json({ ok: true, devices: (await userDevices(deps, caller, 'key', page)).rows })
    },
  }),
}

export default endpoint(routes)
