import { nobody } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { receivePayment } from './_lib/services/receive-payment.ts'

export const routes: Routes = {
  POST: route({
    // The signature is the credential, and it covers the body.
    auth: nobody,
    handle: async ({ request, text, deps }) => {
      await receivePayment(deps, text, request.headers.get('stripe-signature'))
      return new Response('ok', { headers: { 'content-type': 'text/plain; charset=utf-8' } })
    },
  }),
}

export default endpoint(routes)
