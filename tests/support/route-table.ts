import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { routes as adminAlertTest } from '../../netlify/functions/admin-alert-test.ts'
import { routes as adminAlerts } from '../../netlify/functions/admin-alerts.ts'
import { routes as adminAudit } from '../../netlify/functions/admin-audit.ts'
import { routes as adminCalls } from '../../netlify/functions/admin-calls.ts'
import { routes as adminCustomers } from '../../netlify/functions/admin-customers.ts'
import { routes as adminDevices } from '../../netlify/functions/admin-devices.ts'
import { routes as adminExport } from '../../netlify/functions/admin-export.ts'
import { routes as adminInvoices } from '../../netlify/functions/admin-invoices.ts'
import { routes as adminKeys } from '../../netlify/functions/admin-keys.ts'
import { routes as adminLedger } from '../../netlify/functions/admin-ledger.ts'
import { routes as adminLogin } from '../../netlify/functions/admin-login.ts'
import { routes as adminPrices } from '../../netlify/functions/admin-prices.ts'
import { routes as adminSettings } from '../../netlify/functions/admin-settings.ts'
import { routes as adminTopup } from '../../netlify/functions/admin-topup.ts'
import { routes as adminMonitorEvents } from '../../netlify/functions/admin-monitor-events.ts'
import { routes as adminMonitorPrune } from '../../netlify/functions/admin-monitor-prune.ts'
import { routes as adminMonitorStream } from '../../netlify/functions/admin-monitor-stream.ts'
import { routes as adminOverview } from '../../netlify/functions/admin-overview.ts'
import { routes as adminUsage } from '../../netlify/functions/admin-usage.ts'
import { routes as adminWebhookSecret } from '../../netlify/functions/admin-webhook-secret.ts'
import { routes as alertDeliveries } from '../../netlify/functions/alert-deliveries.ts'
import { routes as autoTopups } from '../../netlify/functions/auto-topups.ts'
import { routes as clientErrorReport } from '../../netlify/functions/client-error-report.ts'
import { routes as gatewayChat } from '../../netlify/functions/gateway-chat.ts'
import { routes as gatewayEmbed } from '../../netlify/functions/gateway-embed.ts'
import { routes as adminJobs } from '../../netlify/functions/admin-jobs.ts'
import { routes as asyncjobsKick } from '../../netlify/functions/asyncjobs-kick.ts'
import { routes as asyncjobsRetention } from '../../netlify/functions/asyncjobs-retention.ts'
import { routes as gatewayJobCancel } from '../../netlify/functions/gateway-job-cancel.ts'
import { routes as gatewayJobResult } from '../../netlify/functions/gateway-job-result.ts'
import { routes as gatewayJobRun } from '../../netlify/functions/gateway-job-run-background.ts'
import { routes as gatewayJobStatus } from '../../netlify/functions/gateway-job-status.ts'
import { routes as gatewayJobSubmit } from '../../netlify/functions/gateway-job-submit.ts'
import { routes as userJobs } from '../../netlify/functions/user-jobs.ts'
import { routes as gatewayStream } from '../../netlify/functions/gateway-stream.ts'
import { routes as health } from '../../netlify/functions/health.ts'
import { routes as invoicesIssue } from '../../netlify/functions/invoices-issue.ts'
import { routes as monitorArchiveAccess } from '../../netlify/functions/monitor-archive-access.ts'
import { routes as monitorArchivePrune } from '../../netlify/functions/monitor-archive-prune.ts'
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
import { routes as userAlertTest } from '../../netlify/functions/user-alert-test.ts'
import { routes as userAlerts } from '../../netlify/functions/user-alerts.ts'
import { routes as userBilling } from '../../netlify/functions/user-billing.ts'
import { routes as userDevices } from '../../netlify/functions/user-devices.ts'
import { routes as userEvents } from '../../netlify/functions/user-events.ts'
import { routes as userExport } from '../../netlify/functions/user-export.ts'
import { routes as userInvoices } from '../../netlify/functions/user-invoices.ts'
import { routes as userKeys } from '../../netlify/functions/user-keys.ts'
import { routes as userLedger } from '../../netlify/functions/user-ledger.ts'
import { routes as userSummary } from '../../netlify/functions/user-summary.ts'
import { routes as userTopupCheckout } from '../../netlify/functions/user-topup-checkout.ts'
import { routes as userWebhookSecret } from '../../netlify/functions/user-webhook-secret.ts'
import type { Database } from '../../netlify/functions/_lib/db/database.ts'
import type { Role } from '../../netlify/functions/_lib/domain/roles.ts'
import type { Auth, Method, Route, Routes } from '../../netlify/functions/_lib/http/route.ts'
import { SECRETS, type Account } from './gateway.ts'
import { addJobs, doneJobOf, queuedJobOf } from './jobs.ts'
import { newPayment, sessionEvent } from './stripe-events.ts'
import { signatureOf } from './stub-stripe.ts'

export type GoodRequest = { query?: string; body?: Readonly<Record<string, unknown>>; headers?: Record<string, string> }

/** What a test needs to know of one method of one endpoint. */
export type DeclaredRoute = {
  auth: Auth<unknown>['name']
  /** The least role whose keys are let in; absent: deployer where calls cost money (`user`), viewer everywhere else. */
  minimumRole?: Role
  /** A request that succeeds when it comes with the right credential; the account is one that nobody else uses. */
  good: (account: Account) => GoodRequest
  /** What comes of it; absent: 200. */
  success?: 202
  /** Further requests that succeed, for the other kinds of answer that the API reference has to show. */
  variants?: Readonly<Record<string, (account: Account) => GoodRequest>>
  /** What comes of the good request when the key of another customer sends it; absent: 200, about that other customer. */
  stranger?: 400 | 403 | 404 | 409
  /** Puts what the request is about into the tables, where the account alone is not enough; may be asked twice. */
  prepare?(account: Account, books: Database): Promise<unknown>
  /** Query parameters that name a row. */
  ids?: readonly string[]
  /** Those that narrow a list to the rows of one, and may be absent. */
  optionalIds?: readonly string[]
  /** What comes of a body that is there but empty; absent: the route reads none. */
  emptyBody?: 200 | 400 | 409
  /** The route's own limit of its body, in characters; absent: that of all. */
  maxBodyLength?: number
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

const streamed = (body: Readonly<Record<string, unknown>>): DeclaredRoute => {
  const row = native(body)
  return { ...row, variants: { stream: (account) => ({ body: { ...row.good(account).body, stream: true } }) } }
}

/** A query that leads to another path: the dots lead out of the address that every test asks. */
const at = (path: string): GoodRequest => ({ query: `/../../..${path}` })

const topUpOf = ({ customerId }: Account): string => `top-up-of-${customerId}`

const addTopUp = (account: Account, books: Database): Promise<unknown> =>
  books.query(`select * from top_up($1, null, 100, $2, 'admin')`, [account.customerId, topUpOf(account)])

const addLaptop = ({ customerId, keyId }: Account, books: Database): Promise<unknown> =>
  books.query(
    `insert into key_devices (api_key_id, customer_id, install_id) values ($1, $2, 'laptop') on conflict do nothing`,
    [keyId, customerId],
  )

/** Of a month before the one that is asked about. */
const addInvoice = ({ customerId }: Account, books: Database): Promise<unknown> =>
  books.query(`select issue_invoice($1, '2026-10', 'system', true, 'Example Ltd')`, [customerId])

/** The id of the message that addDeadMessage puts into the tables. */
const deadMessageOf = (customerId: string): string => String(1_000_000_000 + Number(customerId))

const addDeadMessage = ({ customerId }: Account, books: Database): Promise<unknown> =>
  books.query(
    `insert into webhook_deliveries (id, customer_id, event_type, payload, state) overriding system value
     values ($1, $2, 'CAP_WARN_CUSTOMER', '{}', 'dead') on conflict (id) do update set state = 'dead'`,
    [deadMessageOf(customerId), customerId],
  )

/** An address that has not been tested just now, and to which nothing goes out: it is of no public network. */
const addTestableAddress = async ({ customerId }: Account, books: Database): Promise<void> => {
  await books.query(`delete from webhook_deliveries where customer_id = $1 and event_type = 'TEST'`, [customerId])
  await books.query(`update customers set alert_webhook_url = 'https://192.0.2.1/' where id = $1`, [customerId])
}

/** A refusal, as the monitor notes it. */
const addEvent = ({ customerId, keyId }: Account, books: Database): Promise<unknown> =>
  books.query(
    `insert into gateway_events (created_at, request_id, level, kind, function_name, method, path, app_id, customer_id, api_key_id,
       provider, model, http_status, duration_ms, error_code, error_message)
     select now(), '3f8e9c52-6d1b-4f0a-9c3e-5b7a1d2e4f60', 'warn', 'blocked', 'gateway-chat', 'POST', '/.netlify/functions/gateway-chat',
       'notebook', $1::bigint, $2::bigint, 'openai', 'gpt-4o-mini', 402, 12, 'CAP_REACHED', 'Monthly cap reached'
      where not exists (select 1 from gateway_events where customer_id = $1::bigint)`,
    [customerId, keyId],
  )

/** Another key of an account: each has one, under an id that follows from its own. */
export const spareKeyOf = ({ keyId }: Account): string => String(1_000_000_000 + Number(keyId))

const addSpareKey = async (account: Account, books: Database): Promise<void> => {
  const { customerId, keyId } = account
  // What earlier requests made of it, and whatever else they made.
  await books.query(
    'update api_keys set revoked_at = now() where customer_id = $1 and id <> $2 and revoked_at is null',
    [customerId, keyId],
  )
  await books.query(
    `insert into api_keys (id, customer_id, key_hash, key_last4, label)
     values ($1::bigint, $2, encode(sha256(convert_to($1::bigint::text, 'UTF8')), 'hex'), 'last', 'spare')
     on conflict (id) do update set label = 'spare', revoked_at = null, revoked_by = null, expires_at = null`,
    [spareKeyOf(account), customerId],
  )
}

/** Every deployed endpoint. A new file in netlify/functions/ needs a row here, or the credential tests fail. */
export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  'admin-alerts': {
    routes: adminAlerts,
    methods: {
      GET: { auth: 'admin', good: ({ customerId }) => ({ query: `?customer_id=${customerId}` }) },
      POST: {
        auth: 'admin',
        emptyBody: 400,
        prepare: addDeadMessage,
        good: ({ customerId }) => ({ body: { id: deadMessageOf(customerId) } }),
      },
    },
  },
  'admin-alert-test': {
    routes: adminAlertTest,
    methods: {
      POST: {
        auth: 'admin',
        // Without a customer it is a test of the operator's own webhook, which a gateway need not have.
        emptyBody: 409,
        prepare: addTestableAddress,
        good: ({ customerId }) => ({ body: { customer_id: customerId } }),
      },
    },
  },
  'admin-audit': { routes: adminAudit, methods: { GET: { auth: 'admin', good: () => ({}) } } },
  'admin-calls': {
    routes: adminCalls,
    methods: { GET: { auth: 'admin', good: () => ({ query: '?request_id=3f8e1c52-0d5e-4f0a-9b1c-7a2d6e4f8b90' }) } },
  },
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
      GET: {
        auth: 'admin',
        optionalIds: ['customer_id', 'api_key_id'],
        good: ({ customerId }) => ({ query: `?customer_id=${customerId}` }),
      },
      PATCH: {
        auth: 'admin',
        emptyBody: 400,
        prepare: addLaptop,
        good: ({ keyId }) => ({ body: { api_key_id: keyId, install_id: 'laptop', revoked: true } }),
      },
    },
  },
  'admin-export': {
    routes: adminExport,
    methods: {
      GET: {
        auth: 'admin',
        ids: ['customer_id'],
        good: ({ customerId }) => ({ query: `?customer_id=${customerId}` }),
        variants: { ndjson: ({ customerId }) => ({ query: `?customer_id=${customerId}&format=ndjson&type=summary` }) },
      },
    },
  },
  'admin-invoices': {
    routes: adminInvoices,
    methods: {
      GET: {
        auth: 'admin',
        ids: ['customer_id'],
        prepare: addInvoice,
        good: ({ customerId }) => ({ query: `?customer_id=${customerId}` }),
        variants: {
          csv: ({ customerId }) => ({ query: `?customer_id=${customerId}&format=csv` }),
          'all customers': () => ({ query: '?list=1' }),
        },
      },
      POST: {
        auth: 'admin',
        ids: ['customer_id'],
        good: ({ customerId }) => ({ query: `?customer_id=${customerId}&month=2026-10` }),
      },
    },
  },
  'admin-keys': {
    routes: adminKeys,
    methods: {
      GET: {
        auth: 'admin',
        optionalIds: ['customer_id'],
        good: ({ customerId }) => ({ query: `?customer_id=${customerId}` }),
      },
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
      GET: {
        auth: 'admin',
        ids: ['customer_id'],
        good: ({ customerId }) => ({ query: `?customer_id=${customerId}` }),
        variants: { verify: ({ customerId }) => ({ query: `?customer_id=${customerId}&verify=1` }) },
      },
    },
  },
  'admin-login': {
    routes: adminLogin,
    methods: {
      POST: { auth: 'nobody', emptyBody: 400, good: () => ({ body: { password: SECRETS.ADMIN_PASSWORD } }) },
    },
  },
  'admin-monitor-events': {
    routes: adminMonitorEvents,
    methods: { GET: { auth: 'admin', prepare: addEvent, good: () => ({}) } },
  },
  'admin-monitor-prune': {
    routes: adminMonitorPrune,
    methods: { POST: { auth: 'admin', emptyBody: 200, good: () => ({ body: { days: 30 } }) } },
  },
  'admin-monitor-stream': {
    routes: adminMonitorStream,
    // With what is past, so that it ends.
    methods: { GET: { auth: 'admin', good: () => ({ query: '?seconds=0' }) } },
  },
  'admin-topup': {
    routes: adminTopup,
    methods: {
      POST: {
        auth: 'admin',
        emptyBody: 400,
        good: ({ customerId }) => ({ body: { customer_id: customerId, amount_cents: 100 } }),
      },
      DELETE: {
        auth: 'admin',
        ids: ['customer_id'],
        prepare: addTopUp,
        good: (account) => ({ query: `?customer_id=${account.customerId}&request_id=${topUpOf(account)}` }),
      },
    },
  },
  'admin-prices': { routes: adminPrices, methods: { GET: { auth: 'admin', good: () => ({ query: '?limit=2' }) } } },
  'admin-settings': { routes: adminSettings, methods: { GET: { auth: 'admin', good: () => ({}) } } },
  'admin-overview': { routes: adminOverview, methods: { GET: { auth: 'admin', good: () => ({}) } } },
  'admin-usage': {
    routes: adminUsage,
    methods: {
      GET: { auth: 'admin', ids: ['customer_id'], good: ({ customerId }) => ({ query: `?customer_id=${customerId}` }) },
    },
  },
  'admin-webhook-secret': {
    routes: adminWebhookSecret,
    methods: {
      GET: { auth: 'admin', good: ({ customerId }) => ({ query: `?customer_id=${customerId}` }) },
    },
  },
  'alert-deliveries': { routes: alertDeliveries, methods: { GET: open, POST: open } },
  'auto-topups': { routes: autoTopups, methods: { GET: open, POST: open } },
  'admin-jobs': {
    routes: adminJobs,
    methods: {
      GET: { auth: 'admin', good: ({ customerId }) => ({ query: `?customer_id=${customerId}` }) },
      DELETE: { auth: 'admin', prepare: addJobs, good: (account) => ({ query: `?id=${queuedJobOf(account)}` }) },
    },
  },
  'asyncjobs-kick': { routes: asyncjobsKick, methods: { GET: open, POST: open } },
  'asyncjobs-retention': { routes: asyncjobsRetention, methods: { GET: open, POST: open } },
  'client-error-report': {
    routes: clientErrorReport,
    methods: {
      POST: {
        auth: 'nobody',
        emptyBody: 200,
        maxBodyLength: 250_000,
        good: () => ({
          body: {
            client: { url: 'https://app.example.com/chat', lineno: 12, colno: 7, language: 'en' },
            error: {
              name: 'TypeError',
              message: 'x is undefined',
              stack: 'TypeError: x is undefined\n    at chat.js:12:7',
            },
          },
          headers: { 'x-kaixu-app': 'notebook', 'x-kaixu-build': '42' },
        }),
      },
    },
  },
  'monitor-archive-access': { routes: monitorArchiveAccess, methods: { GET: { auth: 'admin', good: () => ({}) } } },
  'monitor-archive-prune': { routes: monitorArchivePrune, methods: { GET: open, POST: open } },
  'gateway-job-submit': { routes: gatewayJobSubmit, methods: { POST: { ...chat, success: 202 } } },
  'gateway-job-status': {
    routes: gatewayJobStatus,
    methods: {
      GET: {
        auth: 'account',
        prepare: addJobs,
        stranger: 404,
        good: (account) => ({ query: `?id=${doneJobOf(account)}` }),
      },
    },
  },
  'gateway-job-result': {
    routes: gatewayJobResult,
    methods: {
      GET: {
        auth: 'account',
        prepare: addJobs,
        stranger: 404,
        good: (account) => ({ query: `?id=${doneJobOf(account)}` }),
      },
    },
  },
  'gateway-job-cancel': {
    routes: gatewayJobCancel,
    methods: {
      POST: {
        auth: 'account',
        emptyBody: 400,
        prepare: addJobs,
        stranger: 404,
        good: (account) => ({ body: { id: queuedJobOf(account) } }),
      },
    },
  },
  'gateway-job-run-background': {
    routes: gatewayJobRun,
    methods: {
      POST: {
        auth: 'worker',
        emptyBody: 400,
        prepare: addJobs,
        good: (account) => ({ body: { id: queuedJobOf(account) } }),
      },
    },
  },
  'user-jobs': { routes: userJobs, methods: { GET: { auth: 'account', good: () => ({}) } } },
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
  'invoices-issue': { routes: invoicesIssue, methods: { GET: open, POST: open } },
  'session-token': {
    routes: sessionToken,
    methods: { POST: { auth: 'key', emptyBody: 200, good: () => ({ body: { ttl_seconds: 600 } }) } },
  },
  'v1-chat-completions': {
    routes: v1ChatCompletions,
    methods: { POST: streamed({ messages: HELLO, max_tokens: 16 }) },
  },
  'v1-embeddings': {
    routes: v1Embeddings,
    methods: { POST: native({ model: 'text-embedding-3-small', input: 'Hello' }) },
  },
  'v1-messages-count-tokens': { routes: v1MessagesCountTokens, methods: { POST: native({ messages: HELLO }) } },
  'v1-models': {
    routes: v1Models,
    methods: { GET: { auth: 'user', good: () => ({}), variants: { one: () => at('/v1/models/gpt-4o-mini') } } },
  },
  'v1beta-models': {
    routes: v1betaModels,
    methods: {
      GET: { auth: 'user', good: () => ({}), variants: { one: () => at('/v1beta/models/gpt-4o-mini') } },
      POST: {
        auth: 'user',
        emptyBody: 400,
        good: () => ({
          ...at('/v1beta/models/gpt-4o-mini:generateContent'),
          body: { contents: [{ parts: [{ text: 'Hello' }] }] },
        }),
        variants: {
          stream: () => ({
            ...at('/v1beta/models/gpt-4o-mini:streamGenerateContent?alt=sse'),
            body: { contents: [{ parts: [{ text: 'Hello' }] }] },
          }),
        },
      },
    },
  },
  'v1-messages': { routes: v1Messages, methods: { POST: streamed({ messages: HELLO, max_tokens: 16 }) } },
  'v1-responses': { routes: v1Responses, methods: { POST: streamed({ input: 'Hello', max_output_tokens: 16 }) } },
  'stripe-create-checkout': {
    routes: stripeCreateCheckout,
    methods: {
      POST: {
        auth: 'admin',
        emptyBody: 400,
        good: ({ customerId }) => ({ body: { customer_id: customerId, amount_cents: 100 } }),
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
  'user-alerts': {
    routes: userAlerts,
    methods: {
      GET: { auth: 'user', minimumRole: 'admin', good: () => ({}) },
      PATCH: {
        auth: 'user',
        minimumRole: 'admin',
        emptyBody: 400,
        good: () => ({ body: { alert_webhook_url: 'https://hooks.example.com/kaixu' } }),
      },
    },
  },
  'user-alert-test': {
    routes: userAlertTest,
    methods: {
      // An account without an address has none to test.
      POST: { auth: 'user', minimumRole: 'admin', prepare: addTestableAddress, stranger: 409, good: () => ({}) },
    },
  },
  'user-billing': {
    routes: userBilling,
    methods: {
      GET: { auth: 'user', minimumRole: 'admin', good: () => ({}) },
      PATCH: {
        auth: 'user',
        minimumRole: 'admin',
        emptyBody: 400,
        good: () => ({ body: { auto_topup_threshold_cents: 500 } }),
      },
      DELETE: { auth: 'user', minimumRole: 'admin', good: () => ({}) },
    },
  },
  'user-devices': {
    routes: userDevices,
    methods: {
      GET: { auth: 'account', good: () => ({}) },
      PATCH: {
        auth: 'account',
        emptyBody: 400,
        prepare: addLaptop,
        stranger: 404,
        good: () => ({ body: { install_id: 'laptop', revoked: true } }),
      },
    },
  },
  'user-events': { routes: userEvents, methods: { GET: { auth: 'account', good: () => ({}) } } },
  'user-export': {
    routes: userExport,
    methods: {
      GET: {
        auth: 'account',
        good: () => ({}),
        variants: { ndjson: () => ({ query: '?format=ndjson&type=summary' }) },
      },
    },
  },
  'user-invoices': {
    routes: userInvoices,
    methods: { GET: { auth: 'user', minimumRole: 'admin', good: () => ({}) } },
  },
  'user-keys': {
    routes: userKeys,
    methods: {
      GET: { auth: 'user', minimumRole: 'admin', good: () => ({}) },
      POST: {
        auth: 'user',
        minimumRole: 'admin',
        emptyBody: 200,
        prepare: addSpareKey,
        good: () => ({ body: { label: 'app' } }),
      },
      PATCH: {
        auth: 'user',
        minimumRole: 'admin',
        emptyBody: 400,
        ids: ['key_id'],
        prepare: addSpareKey,
        stranger: 404,
        good: (account) => ({ query: `?key_id=${spareKeyOf(account)}`, body: { label: 'renamed' } }),
      },
      DELETE: {
        auth: 'user',
        minimumRole: 'admin',
        ids: ['key_id'],
        prepare: addSpareKey,
        stranger: 404,
        good: (account) => ({ query: `?key_id=${spareKeyOf(account)}` }),
      },
      PUT: {
        auth: 'user',
        minimumRole: 'admin',
        emptyBody: 200,
        ids: ['rotate_key_id'],
        prepare: addSpareKey,
        stranger: 404,
        good: (account) => ({ query: `?rotate_key_id=${spareKeyOf(account)}`, body: { grace_seconds: 60 } }),
      },
    },
  },
  'user-topup-checkout': {
    routes: userTopupCheckout,
    methods: {
      POST: { auth: 'user', emptyBody: 400, good: () => ({ body: { amount_cents: 100 } }) },
    },
  },
  'user-ledger': { routes: userLedger, methods: { GET: { auth: 'account', good: () => ({}) } } },
  'user-summary': { routes: userSummary, methods: { GET: { auth: 'account', good: () => ({}) } } },
  'user-webhook-secret': {
    routes: userWebhookSecret,
    methods: { GET: { auth: 'user', minimumRole: 'admin', good: () => ({}) } },
  },
}

export const successOf = ({ success }: DeclaredRoute): number => success ?? 200

export const leastRole = ({ auth, minimumRole }: DeclaredRoute): Role =>
  minimumRole ?? (auth === 'user' ? 'deployer' : 'viewer')

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
