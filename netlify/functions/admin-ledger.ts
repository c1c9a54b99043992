import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import { ledgerBody, verificationBody } from './_lib/http/ledger-body.ts'
import { ledgerFields, wantsVerification } from './_lib/http/ledger-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { ledgerOf, verifyLedger } from './_lib/services/ledger.ts'

export const routes: Routes = {
  GET: route({
    summary: "A customer's ledger with its hash chain, or the result of replaying it",
    errors: ['NOT_FOUND'],
    auth: admin,
    query: z.object({ customer_id: idField, ...ledgerFields }),
    handle: async ({ query: { customer_id: customerId, verify, ...query }, deps }) => {
      if (wantsVerification(verify)) return json(verificationBody(customerId, await verifyLedger(deps, customerId)))
      const asked = { ...query, month: query.month, kind: query.kind, q: query.q, cursor: query.cursor }
      return json(ledgerBody(customerId, await ledgerOf(deps, { ...asked, customerId, keyLine: undefined })))
    },
  }),
}

export default endpoint(routes)
