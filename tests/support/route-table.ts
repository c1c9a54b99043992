import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { routes as adminCustomers } from '../../netlify/functions/admin-customers.ts'
import { routes as adminKeys } from '../../netlify/functions/admin-keys.ts'
import { routes as adminLogin } from '../../netlify/functions/admin-login.ts'
import { routes as gatewayChat } from '../../netlify/functions/gateway-chat.ts'
import { routes as gatewayStream } from '../../netlify/functions/gateway-stream.ts'
import { routes as health } from '../../netlify/functions/health.ts'
import { routes as sessionToken } from '../../netlify/functions/session-token.ts'
import { routes as spendSweep } from '../../netlify/functions/spend-sweep.ts'
import { routes as v1ChatCompletions } from '../../netlify/functions/v1-chat-completions.ts'
import { routes as v1Messages } from '../../netlify/functions/v1-messages.ts'
import { routes as v1Responses } from '../../netlify/functions/v1-responses.ts'
import type { Auth, Method, Route, Routes } from '../../netlify/functions/_lib/http/route.ts'
import { SECRETS, type Account } from './gateway.ts'

/** What a test needs to know of one method of one endpoint. */
export type DeclaredRoute = {
  auth: Auth<unknown>['name']
  /** A request that succeeds when it comes with the right credential; the account is one that nobody else uses. */
  good(account: Account): { query?: string; body?: Readonly<Record<string, unknown>> }
  /** Query parameters that name a row. */
  ids?: readonly string[]
  /** What comes of a body that is there but empty; absent: the route reads none. */
  emptyBody?: 200 | 400
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

/** Every deployed endpoint. A new file in netlify/functions/ needs a row here, or the credential tests fail. */
export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
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
  'admin-login': {
    routes: adminLogin,
    methods: {
      POST: { auth: 'nobody', emptyBody: 400, good: () => ({ body: { password: SECRETS.ADMIN_PASSWORD } }) },
    },
  },
  'gateway-chat': { routes: gatewayChat, methods: { POST: chat } },
  'gateway-stream': { routes: gatewayStream, methods: { POST: chat } },
  health: { routes: health, methods: { GET: open, POST: open, PUT: open, PATCH: open, DELETE: open } },
  'session-token': {
    routes: sessionToken,
    methods: { POST: { auth: 'key', emptyBody: 200, good: () => ({ body: { ttl_seconds: 600 } }) } },
  },
  'v1-chat-completions': { routes: v1ChatCompletions, methods: { POST: native({ messages: HELLO, max_tokens: 16 }) } },
  'v1-messages': { routes: v1Messages, methods: { POST: native({ messages: HELLO, max_tokens: 16 }) } },
  'v1-responses': { routes: v1Responses, methods: { POST: native({ input: 'Hello', max_output_tokens: 16 }) } },
  'spend-sweep': { routes: spendSweep, methods: { GET: open, POST: open } },
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
