import { createServer, type IncomingHttpHeaders } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import Stripe from 'stripe'
import { createStubPayments, type StubPayments } from './stub-payments.ts'
import type { Environment } from '../../netlify/functions/_lib/services/settings.ts'

export const STRIPE_SECRETS = {
  STRIPE_SECRET_KEY: 'sk_test_stub',
  STRIPE_WEBHOOK_SECRET: 'whsec_stub_of_the_tests',
}

export type StripeRequest = { method: string; path: string; headers: IncomingHttpHeaders; form: Record<string, string> }

/** How the stub answers the next requests: with a session, or with an error of Stripe's. */
export type StripeBehaviour =
  { kind: 'session' } | { kind: 'error'; status: number; type: string; message: string } | { kind: 'hang up' }

/** Stripe's API on loopback, as far as checkouts and saved cards need it. Remembers what it was sent. */
export type StubStripe = {
  requests: StripeRequest[]
  behaviour: StripeBehaviour
  /** Payments with saved cards. */
  cards: StubPayments
  /** What a gateway needs to talk to it. */
  environment: Environment
  close(): Promise<void>
}

export const startStubStripe = async (): Promise<StubStripe> => {
  const requests: StripeRequest[] = []
  const cards = createStubPayments()
  const server = createServer((request, response) => {
    const answer = async () => {
      const form = Object.fromEntries(new URLSearchParams(await readText(request)))
      const asked = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, form }
      requests.push(asked)
      const paid = cards.answer(asked)
      if (paid === 'hang up') return void request.socket.destroy()
      const { behaviour } = stub
      if (behaviour.kind === 'hang up') return void request.socket.destroy()
      response.setHeader('content-type', 'application/json')
      // The official client would try again otherwise, which takes its time.
      response.setHeader('stripe-should-retry', 'false')
      if (paid !== undefined) return void response.writeHead(paid.status).end(JSON.stringify(paid.body))
      if (behaviour.kind === 'error') {
        const { status, type, message } = behaviour
        return void response.writeHead(status).end(JSON.stringify({ error: { type, message } }))
      }
      const id = `cs_test_${requests.length}`
      response.end(JSON.stringify({ id, object: 'checkout.session', url: `https://checkout.test/${id}` }))
    }
    answer().catch((error: unknown) => request.socket.destroy(error instanceof Error ? error : undefined))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server has an address with a port.
  const { port } = server.address() as AddressInfo
  const stub: StubStripe = {
    requests,
    behaviour: { kind: 'session' },
    cards,
    environment: {
      ...STRIPE_SECRETS,
      STRIPE_API_BASE: `http://127.0.0.1:${port}`,
      PUBLIC_APP_ORIGIN: 'https://kaixu.example',
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  return stub
}

const signer = new Stripe('sk_test_signer')

/** A `stripe-signature` for a body, made by the official package. */
export const signatureOf = (
  payload: string,
  { secret = STRIPE_SECRETS.STRIPE_WEBHOOK_SECRET, timestamp }: { secret?: string; timestamp?: number } = {},
): string =>
  signer.webhooks.generateTestHeaderString({ payload, secret, ...(timestamp === undefined ? {} : { timestamp }) })
