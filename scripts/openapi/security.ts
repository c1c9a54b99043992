import type { CredentialPlace, Route } from '../../netlify/functions/_lib/http/route.ts'

export const securitySchemes = {
  adminToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A token of admin-login.' },
  adminPassword: {
    type: 'apiKey',
    in: 'header',
    name: 'x-admin-password',
    description: 'The admin password itself, unless DISABLE_ADMIN_PASSWORD_HEADER is on.',
  },
  virtualKey: { type: 'http', scheme: 'bearer', description: "A customer's key, `kx_live_…`." },
  userSession: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A token of session-token.' },
  apiKeyHeader: {
    type: 'apiKey',
    in: 'header',
    name: 'x-api-key',
    description: 'A key or session, as Anthropic has it.',
  },
  googleKeyHeader: {
    type: 'apiKey',
    in: 'header',
    name: 'x-goog-api-key',
    description: 'A key or session, as Google has it.',
  },
  googleKeyQuery: { type: 'apiKey', in: 'query', name: 'key', description: 'A key or session, as Google has it.' },
  workerSecret: {
    type: 'apiKey',
    in: 'header',
    name: 'x-kaixu-job-secret',
    description: "JOB_WORKER_SECRET: the gateway's own functions.",
  },
  stripeSignature: {
    type: 'apiKey',
    in: 'header',
    name: 'stripe-signature',
    description: "Stripe's signature of the body, made with STRIPE_WEBHOOK_SECRET.",
  },
} as const

type Scheme = keyof typeof securitySchemes

const AT: Readonly<Record<CredentialPlace, readonly Scheme[]>> = {
  authorization: ['virtualKey', 'userSession'],
  'x-api-key': ['apiKeyHeader'],
  'x-goog-api-key': ['googleKeyHeader'],
  '?key=': ['googleKeyQuery'],
  'stripe-signature': ['stripeSignature'],
}

const schemesOf = ({ name, places }: Route['auth']): readonly Scheme[] => {
  if (places !== undefined) return places.flatMap((place) => AT[place])
  switch (name) {
    case 'nobody':
      return []
    case 'admin':
      return ['adminToken', 'adminPassword']
    case 'key':
      return ['virtualKey']
    case 'worker':
      return ['workerSecret']
    case 'user':
    case 'account':
      return AT.authorization
  }
}

/** The alternatives by which a route lets a request in; none: it lets everybody in. */
export const securityOf = (auth: Route['auth']) => schemesOf(auth).map((scheme) => ({ [scheme]: [] }))
