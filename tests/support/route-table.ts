import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { routes as adminAudit } from '../../netlify/functions/admin-audit.ts'
import { routes as adminCustomers } from '../../netlify/functions/admin-customers.ts'
import { routes as adminDevices } from '../../netlify/functions/admin-devices.ts'
import { routes as adminKeys } from '../../netlify/functions/admin-keys.ts'
import { routes as adminLedger } from '../../netlify/functions/admin-ledger.ts'
import { routes as adminLogin } from '../../netlify/functions/admin-login.ts'
import { routes as adminTopup } from '../../netlify/functions/admin-topup.ts'
import { routes as adminOverview } from '../../netlify/functions/admin-overview.ts'
import { routes as adminUsage } from '../../netlify/functions/admin-usage.ts'
import { routes as gatewayChat } from '../../netlify/functions/gateway-chat.ts'
import { routes as gatewayEmbed } from '../../netlify/functions/gateway-embed.ts'
import { routes as gatewayStream } from '../../netlify/functions/gateway-stream.ts'
import { routes as health } from '../../netlify/functions/health.ts'
import { routes as sessionToken } from '../../netlify/functions/session-token.ts'
import { routes as spendSweep } from '../../netlify/functions/spend-sweep.ts'
import { routes as stripeCreateCheckout } from '../../netlify/functions/stripe-create-checkout.ts'
import { routes as stripeWebhook } from '../../netlify/functions/stripe-webhook.ts'
import { routes as v1ChatCompletions } from '../../netlify/functions/v1-chat-completions.ts'
import { routes as v1Embeddings } from '../../netlify/functions/v1-embeddings.ts'
import { routes as v1MessagesCountTokens } from '../../netlify/functions/v1-messages-count-tokens.ts'
import { routes as v1Messages } from '../../netlify/functions/v1-messages.ts'
import { routes as v1Models } from '../../netlify/functions/v1-models.ts'
import { routes as v1Responses } from '../../netlify/functions/v1-responses.ts'
import { routes as v1betaModels } from '../../netlify/functions/v1beta-models.ts'
import { routes as userDevices } from '../../netlify/functions/user-devices.ts'
import { routes as userEvents } from '../../netlify/functions/user-events.ts'
import { routes as userLedger } from '../../netlify/functions/user-ledger.ts'
import { routes as userSummary } from '../../netlify/functions/user-summary.ts'
import { routes as userTopupCheckout } from '../../netlify/functions/user-topup-checkout.ts'
import type { Database } from '../../netlify/functions/_lib/db/database.ts'
import type { Auth, Method, Route, Routes } from '../../netlify/functions/_lib/http/route.ts'
import { SECRETS, type Account } from './gateway.ts'
import { newPayment, sessionEvent } from './stripe-events.ts'
import { signatureOf } from './stub-stripe.ts'

/** What a test needs to know of one method of one endpoint. */
export type DeclaredRoute = {
  auth: Auth<unknown>['name']
  /** A request that succeeds when it comes with the right credential; the account is one that nobody else uses. */
  good(account: Account): { query?: string; body?: Readonly<Record<string, unknown>>; headers?: Record<string, string> }
  /** Puts what the request is about into the tables, where the account alone is not enough; may be asked twice. */
  prepare?(account: Account, books: Database): Promise<unknown>
  /** Query parameters that name a row. */
  ids?: readonly string[]
  /** What comes of a body that is there but empty; absent: the route reads none. */
  emptyBody?: 200 | 400
  /** The headers of a good request sign its body, so no other body will do. */
  signed?: true
}

type Endpoint = { routes: Routes; methods: Partial<Record<Method, DeclaredRoute>> }

const open: DeclaredRoute = { auth: 'nobody', good: () => ({}) }

const chat: DeclaredRoute = {
  auth: 'user',
  emptyBody: 400,
  good: () => ({
    body: { provider: 'openai', model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 16 },
  }),
}

const HELLO = [{ role: 'user', content: 'Hello' }]

/** A vendor's own endpoint: its body names the model. */
const native = (body: Readonly<Record<string, unknown>>): DeclaredRoute => ({
  auth: 'user',
  emptyBody: 400,
  good: () => ({ body: { model: 'gpt-4o-mini', ...body } }),
})

const addLaptop = ({ customerId, keyId }: Account, books: Database): Promise<unknown> =>
  books.query(
    `insert into key_devices (api_key_id, customer_id, install_id) values ($1, $2, 'laptop') on conflict do nothing`,
    [keyId, customerId],
  )

/** Every deployed endpoint. A new file in netlify/functions/ needs a row here, or the credential tests fail. */
export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  'admin-audit': { routes: adminAudit, methods: { GET: { auth: 'admin', good: () => ({}) } } },
  'admin-customers': {
    routes: adminCustomers,
    methods: {
      GET: { auth: 'admin', good: () => ({}) },
      POST: { auth: 'admin', emptyBody: 400, good: () => ({ body: { email: `${randomUUID()}@example.com` } }) },
      PATCH: {
        auth: 'admin',
        emptyBody: 200,
        ids: ['customer_id'],
        good: ({ customerId }) => ({ query: `?customer_id=${customerId}`, body: { plan_name: 'pro' } }),
      },
    },
  },
  'admin-devices': {
    routes: adminDevices,
    methods: {
      GET: { auth: 'admin', ids: ['customer_id'], good: ({ customerId }) => ({ query: `?customer_id=${customerId}` }) },
      PATCH: {
        auth: 'admin',
        emptyBody: 400,
        prepare: addLaptop,
        good: ({ keyId }) => ({ body: { api_key_id: keyId, install_id: 'laptop', revoked: true } }),
      },
    },
  },
  'admin-keys': {
    routes: adminKeys,
    methods: {
      GET: { auth: 'admin', ids: ['customer_id'], good: ({ customerId }) => ({ query: `?customer_id=${customerId}` }) },
      POST: { auth: 'admin', emptyBody: 400, good: ({ customerId }) => ({ body: { customer_id: customerId } }) },
      PATCH: {
        auth: 'admin',
        emptyBody: 400,
        ids: ['key_id'],
        good: ({ keyId }) => ({ query: `?key_id=${keyId}`, body: { label: 'renamed' } }),
      },
      DELETE: { auth: 'admin', ids: ['key_id'], good: ({ keyId }) => ({ query: `?key_id=${keyId}` }) },
      PUT: {
        auth: 'admin',
        emptyBody: 200,
        ids: ['rotate_key_id'],
        good: ({ keyId }) => ({ query: `?rotate_key_id=${keyId}`, body: { grace_seconds: 60 } }),
      },
    },
  },
  'admin-ledger': {
    routes: adminLedger,
    methods: {
      GET: { auth: 'admin', ids: ['customer_id'], good: ({ customerId }) => ({ query: `?customer_id=${customerId}` }) },
    },
  },
  'admin-login': {
    routes: adminLogin,
    methods: {
      POST: { auth: 'nobody', emptyBody: 400, good: () => ({ body: { password: SECRETS.ADMIN_PASSWORD } }) },
    },
  },
  'admin-topup': {
    routes: adminTopup,
    methods: {
      POST: {
        auth: 'admin',
        emptyBody: 400,
        good: ({ customerId }) => ({ body: { customer_id: customerId, amount_cents: 100, month: '2031-01' } }),
      },
    },
  },
  'admin-overview': { routes: adminOverview, methods: { GET: { auth: 'admin', good: () => ({}) } } },
  'admin-usage': {
    routes: adminUsage,
    methods: {
      GET: { auth: 'admin', ids: ['customer_id'], good: ({ customerId }) => ({ query: `?customer_id=${customerId}` }) },
    },
  },
  'gateway-chat': { routes: gatewayChat, methods: { POST: chat } },
  'gateway-embed': {
    routes: gatewayEmbed,
    methods: {
      POST: {
        auth: 'user',
        emptyBody: 400,
        good: () => ({ body: { provider: 'openai', model: 'text-embedding-3-small', input: 'Hello' } }),
      },
    },
  },
  'gateway-stream': { routes: gatewayStream, methods: { POST: chat } },
  health: { routes: health, methods: { GET: open, POST: open, PUT: open, PATCH: open, DELETE: open } },
  'session-token': {
    routes: sessionToken,
    methods: { POST: { auth: 'key', emptyBody: 200, good: () => ({ body: { ttl_seconds: 600 } }) } },
  },
  'v1-chat-completions': { routes: v1ChatCompletions, methods: { POST: native({ messages: HELLO, max_tokens: 16 }) } },
  'v1-embeddings': {
    routes: v1Embeddings,
    methods: { POST: native({ model: 'text-embedding-3-small', input: 'Hello' }) },
  },
  'v1-messages-count-tokens': { routes: v1MessagesCountTokens, methods: { POST: native({ messages: HELLO }) } },
  'v1-models': { routes: v1Models, methods: { GET: { auth: 'user', good: () => ({}) } } },
  'v1beta-models': {
    routes: v1betaModels,
    methods: {
      GET: { auth: 'user', good: () => ({}) },
      POST: {
        auth: 'user',
        emptyBody: 400,
        good: () => ({
          // The model is in the path: the dots lead out of the address that every test asks.
          query: '/../../../v1beta/models/gpt-4o-mini:generateContent',
          body: { contents: [{ parts: [{ text: 'Hello' }] }] },
        }),
      },
    },
  },
  'v1-messages': { routes: v1Messages, methods: { POST: native({ messages: HELLO, max_tokens: 16 }) } },
  'v1-responses': { routes: v1Responses, methods: { POST: native({ input: 'Hello', max_output_tokens: 16 }) } },
  'stripe-create-checkout': {
    routes: stripeCreateCheckout,
    methods: {
      POST: {
        auth: 'admin',
        emptyBody: 400,
        good: ({ customerId }) => ({ body: { customer_id: customerId, amount_cents: 100, month: '2031-01' } }),
      },
    },
  },
  'stripe-webhook': {
    routes: stripeWebhook,
    methods: {
      POST: {
        auth: 'nobody',
        signed: true,
        good: ({ customerId }) => {
          const body = sessionEvent('completed', newPayment(customerId))
          return { body, headers: { 'stripe-signature': signatureOf(JSON.stringify(body)) } }
        },
      },
    },
  },
  'spend-sweep': { routes: spendSweep, methods: { GET: open, POST: open } },
  'user-devices': {
    routes: userDevices,
    methods: {
      GET: { auth: 'account', good: () => ({}) },
      PATCH: {
        auth: 'account',
        emptyBody: 400,
        prepare: addLaptop,
        good: () => ({ body: { install_id: 'laptop', revoked: true } }),
      },
    },
  },
  'user-events': { routes: userEvents, methods: { GET: { auth: 'account', good: () => ({}) } } },
  'user-topup-checkout': {
    routes: userTopupCheckout,
    methods: {
      POST: { auth: 'user', emptyBody: 400, good: () => ({ body: { amount_cents: 100, month: '2031-01' } }) },
    },
  },
  'user-ledger': { routes: userLedger, methods: { GET: { auth: 'account', good: () => ({}) } } },
  'user-summary': { routes: userSummary, methods: { GET: { auth: 'account', good: () => ({}) } } },
}

export type TableRow = {
  title: string
  endpoint: string
  method: Method
  routes: Routes
  route: Route
  row: DeclaredRoute
}

/** One row per endpoint and method that is both there and declared. */
export const ROUTES: readonly TableRow[] = Object.entries(ENDPOINTS).flatMap(([endpoint, { routes, methods }]) =>
  methodsOf(methods).flatMap((method) => {
    const [route, row] = [routes[method], methods[method]]
    return route && row ? [{ title: `${method} ${endpoint}`, endpoint, method, routes, route, row }] : []
  }),
)

export const rowOf = (method: Method, endpoint: string): TableRow => {
  const found = ROUTES.find((row) => row.endpoint === endpoint && row.method === method)
  if (!found) throw new Error(`the route table has no ${method} ${endpoint}`)
  return found
}

/** The methods that something is listed for. */
export function methodsOf(byMethod: Partial<Record<Method, unknown>>): Method[] {
  // The keys of a record of methods are methods.
  return Object.keys(byMethod) as Method[]
}

/** The names of the endpoints that Netlify would deploy. */
export const deployedEndpoints = (): string[] =>
  readdirSync(resolve(import.meta.dirname, '../../netlify/functions'))
    .filter((name) => name !== '_lib')
    .map((name) => name.replace(/\.ts$/, ''))
    .sort()
