import { stripe } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { receivePayment } from './_lib/services/receive-payment.ts'

export const routes: Routes = {
  POST: route({
    summary: 'Stripe reports a payment, a refund or a dispute',
    description: "The body is an event of Stripe's, byte for byte as it was signed.",
    reference: 'https://docs.stripe.com/api/events/object',
    errors: ['BAD_REQUEST', 'NOT_FOUND', 'PROVIDER_NOT_CONFIGURED'],
    auth: stripe,
    handle: async ({ request, text, deps }) => {
      await receivePayment(deps, text, request.headers.get('stripe-signature'))
      return new Response('ok', { headers: { 'content-type': 'text/plain; charset=utf-8' } })
    },
  }),
}

export default endpoint(routes)
