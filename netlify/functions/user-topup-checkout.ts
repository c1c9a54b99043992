import { z } from 'zod'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { keyHolder } from './_lib/http/key-holder.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { idempotencyKeyOf, namedMonth, userTopUpCents } from './_lib/http/topup-fields.ts'
import { startCheckout } from './_lib/services/start-checkout.ts'

export const routes: Routes = {
  POST: route({
    auth: keyHolder('deployer'),
    body: z.object({ amount_cents: userTopUpCents, month: namedMonth }),
    handle: async ({ caller, body, request, deps }) => {
      const { url } = await startCheckout(deps, {
        customerId: caller.customer_id,
        amountCents: body.amount_cents,
        month: body.month,
        payer: 'user',
        idempotencyKey: idempotencyKeyOf(request),
      })
      return json({ ok: true, url })
    },
  }),
}

export default endpoint(routes)
