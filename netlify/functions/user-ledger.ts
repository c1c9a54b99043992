import { z } from 'zod'
import { account } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { ownLedgerBody, verificationBody } from './_lib/http/ledger-body.ts'
import { ledgerFields, wantsVerification } from './_lib/http/ledger-fields.ts'
import { scopeField } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { ledgerOf, verifyLedger } from './_lib/services/ledger.ts'
import { visibleLine } from './_lib/services/usage-reports.ts'

export const routes: Routes = {
  GET: route({
    summary: "The key's ledger entries, or its customer's with the hash chain",
    errors: ['FORBIDDEN'],
    auth: account,
    query: z.object({ scope: scopeField, ...ledgerFields }),
    handle: async ({ caller, query: { scope, verify, ...query }, deps }) => {
      const customerId = caller.customer_id
      if (wantsVerification(verify)) {
        // The books are the customer's, whatever the scope.
        visibleLine(caller, 'customer')
        return json(verificationBody(customerId, await verifyLedger(deps, customerId)))
      }
      const asked = { ...query, month: query.month, kind: query.kind, q: query.q, cursor: query.cursor }
      const ledger = await ledgerOf(deps, { ...asked, customerId, keyLine: visibleLine(caller, scope) })
      return json(ownLedgerBody(scope, customerId, ledger))
    },
  }),
}

export default endpoint(routes)
