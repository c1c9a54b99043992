/** What the variables are about, in the order in which they are shown. */
export const VARIABLE_GROUPS = [
  'essential',
  'providers',
  'models',
  'access',
  'database',
  'payments',
  'alerts',
  'jobs',
  'monitor',
  'limits',
  'server',
] as const
export type VariableGroup = (typeof VARIABLE_GROUPS)[number]

/** Variables that are described together, as one row of a table in README. */
export type VariableRow = {
  names: readonly string[]
  group: VariableGroup
  meaning: string
  /** What holds while it is not set, in words; absent: nothing does, or the meaning says it. */
  otherwise?: string
  /** Without it the gateway does not work. Of several names one is enough. */
  required?: true
  /** What a value of the first name looks like, or where it comes from. */
  example?: string
}

const SECRET = "the output of `node -e \"console.log(require('node:crypto').randomBytes(48).toString('base64url'))\"`"

/** Every environment variable there is: README's tables, in code (tests/environment-variables.test.ts holds the two together). */
export const ENVIRONMENT_VARIABLES: readonly VariableRow[] = [
  {
    names: ['NETLIFY_DATABASE_URL', 'NETLIFY_DB_URL', 'DATABASE_URL'],
    group: 'essential',
    meaning:
      'PostgreSQL; the first of `DATABASE_URL`, `NETLIFY_DATABASE_URL`, `NETLIFY_DB_URL` counts. Netlify sets its own when a database is attached',
    required: true,
    example: 'postgres://user:password@host/database?sslmode=require',
  },
  {
    names: ['JWT_SECRET'],
    group: 'essential',
    meaning: 'signs sessions; at least 32 characters',
    required: true,
    example: SECRET,
  },
  {
    names: ['KEY_PEPPER'],
    group: 'essential',
    meaning: 'hashes virtual keys; at least 16 characters. Changing it makes every key invalid',
    required: true,
    example: SECRET,
  },
  { names: ['ADMIN_PASSWORD'], group: 'essential', meaning: 'at least 8 characters', required: true },
  {
    names: ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'GEMINI_API_KEY'],
    group: 'providers',
    meaning: "the vendors' keys",
  },
  {
    names: [
      'GROQ_API_KEY',
      'MISTRAL_API_KEY',
      'DEEPSEEK_API_KEY',
      'XAI_API_KEY',
      'OPENROUTER_API_KEY',
      'TOGETHER_API_KEY',
      'FIREWORKS_API_KEY',
    ],
    group: 'providers',
    meaning: "keys of vendors that speak OpenAI's dialect",
  },
  {
    names: ['OLLAMA_BASE_URL'],
    group: 'providers',
    meaning: 'an Ollama server, with `/v1`',
    example: 'http://localhost:11434/v1',
  },
  {
    names: ['CUSTOM_OPENAI_BASE_URL', 'CUSTOM_OPENAI_API_KEY'],
    group: 'providers',
    meaning: 'any other server that speaks it (`provider: "custom"`); key optional',
    example: 'https://models.example.com/v1',
  },
  {
    names: [
      'OPENAI_BASE_URL',
      'ANTHROPIC_BASE_URL',
      'GEMINI_BASE_URL',
      'GROQ_BASE_URL',
      'MISTRAL_BASE_URL',
      'DEEPSEEK_BASE_URL',
      'XAI_BASE_URL',
      'OPENROUTER_BASE_URL',
      'TOGETHER_BASE_URL',
      'FIREWORKS_BASE_URL',
    ],
    group: 'providers',
    meaning: 'another address for a vendor, a proxy for example',
  },
  {
    names: ['DEFAULT_PROVIDER'],
    group: 'models',
    meaning: 'what the provider name `skyes-over-london` stands for; `gemini`',
  },
  {
    names: ['MODEL_ALIASES'],
    group: 'models',
    meaning:
      'names for several models, tried in order by the SDK endpoints: `fast=openai/gpt-4o-mini,gemini/gemini-2.5-flash;smart=…`; `kaixu-fast` and `kaixu-smart` are built in',
  },
  {
    names: ['SANDBOX_PROVIDER'],
    group: 'providers',
    meaning: '`on`: the built-in models `echo` and `lorem`. Off; `npm start` turns it on while no provider is set',
  },
  { names: ['SANDBOX_DELAY_MS'], group: 'providers', meaning: "pause before each of the sandbox's tokens; 0" },
  {
    names: ['ALLOWED_ORIGINS'],
    group: 'access',
    meaning: 'origins whose pages may call the gateway, separated by commas; `*` for development',
    example: 'https://app.example.com,https://www.example.com',
  },
  {
    names: ['DEFAULT_CUSTOMER_CAP_CENTS'],
    group: 'access',
    meaning: 'monthly cap of a customer made without one',
    otherwise: '2000',
  },
  {
    names: ['DEFAULT_RPM_LIMIT'],
    group: 'access',
    meaning: 'requests per minute of a key without a limit of its own; 0: none',
    otherwise: '120',
  },
  {
    names: ['USER_SESSION_TTL_SECONDS'],
    group: 'access',
    meaning: 'life of a session token that asks for none',
    otherwise: '21600',
  },
  {
    names: ['DISABLE_ADMIN_PASSWORD_HEADER'],
    group: 'access',
    meaning: '`on`: admin endpoints take tokens only',
    otherwise: 'off',
  },
  {
    names: ['CAP_WARN_PCT'],
    group: 'alerts',
    meaning: 'share of a cap at which an alert is sent; another is sent at 100',
    otherwise: '85',
  },
  {
    names: ['ALERT_WEBHOOK_URL'],
    group: 'alerts',
    meaning: 'where alerts go of customers without an address of their own',
    example: 'https://example.com/hooks/kaixu',
  },
  {
    names: ['WEBHOOK_SECRET'],
    group: 'alerts',
    meaning: 'at least 32 characters: what the secrets are made from with which messages to webhooks are signed',
    otherwise: 'from `JWT_SECRET`',
  },
  {
    names: ['KAIXU_CANON'],
    group: 'models',
    meaning: 'the governance text that precedes every request',
    otherwise: 'built in',
  },
  {
    names: ['PUBLIC_APP_ORIGIN'],
    group: 'access',
    meaning: 'address of the site, for links in answers; without one, nobody can pay',
    otherwise: "Netlify's own",
  },
  { names: ['DATABASE_DRIVER'], group: 'database', meaning: '`neon` (HTTP) or `postgres` (TCP)', otherwise: 'by URL' },
  {
    names: ['DATABASE_URL_UNPOOLED', 'NETLIFY_DATABASE_URL_UNPOOLED'],
    group: 'database',
    meaning: 'for migrations, when the other URL goes through a pooler',
  },
  {
    names: ['UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN'],
    group: 'database',
    meaning: 'count requests per minute in Redis instead of PostgreSQL',
  },
  {
    names: ['UPSTASH_TIMEOUT_MS'],
    group: 'database',
    meaning: 'how long Redis may take before PostgreSQL counts',
    otherwise: '250',
  },
  {
    names: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'],
    group: 'payments',
    meaning: 'take payments; the webhook is `/.netlify/functions/stripe-webhook`, its events are in `docs/money.md`',
    example: 'sk_live_…',
  },
  {
    names: ['STRIPE_CURRENCY'],
    group: 'payments',
    meaning: 'three letters, with hundredths; one of them is credited as a cent',
    otherwise: '`usd`',
  },
  {
    names: ['STRIPE_SUCCESS_URL', 'STRIPE_CANCEL_URL'],
    group: 'payments',
    meaning: 'where a payer returns to',
    otherwise: 'pages of the site',
  },
  {
    names: ['STRIPE_API_BASE'],
    group: 'payments',
    meaning: 'another address for its API, for tests',
    otherwise: "Stripe's own",
  },
  {
    names: ['INVOICE_SELLER'],
    group: 'payments',
    meaning: 'who sends the invoices: name and address, in lines (`\\n` where one line is all there is)',
    otherwise: '`Kaixu Gateway`',
  },
  {
    names: ['JOB_WORKER_SECRET'],
    group: 'jobs',
    meaning: "what whoever wakes a job's worker has to know; at least 16 characters",
    otherwise: 'from `JWT_SECRET`',
  },
  {
    names: ['JOB_WORKER_ORIGIN'],
    group: 'jobs',
    meaning: 'where the gateway reaches its own functions',
    otherwise: "the site's",
  },
  {
    names: ['JOB_DEADLINE_MS'],
    group: 'jobs',
    meaning: "when a job's answer is cut off and settled; below Netlify's 15 minutes",
    otherwise: '840000',
  },
  {
    names: ['JOB_PATIENCE_MS'],
    group: 'jobs',
    meaning: 'how long a provider may take to begin, or fall silent, in a job',
    otherwise: '290000',
  },
  {
    names: ['JOB_FLUSH_MS'],
    group: 'jobs',
    meaning: 'how often the answer of a running job is kept',
    otherwise: '1000',
  },
  {
    names: ['JOB_LEASE_SECONDS'],
    group: 'jobs',
    meaning: 'when a job whose worker gives no sign of life is taken over',
    otherwise: '60',
  },
  { names: ['JOB_RETENTION_DAYS'], group: 'jobs', meaning: 'how long jobs and their results are kept', otherwise: '7' },
  { names: ['BLOB_DIRECTORY'], group: 'database', meaning: "a folder for large results, instead of Netlify's store" },
  {
    names: ['MONITOR_RETENTION_DAYS'],
    group: 'monitor',
    meaning: 'when events go to the archive (or are deleted, where there is no store for large texts)',
    otherwise: '30',
  },
  {
    names: ['SLOW_MS'],
    group: 'monitor',
    meaning: 'from when on an answer that has not begun is noted as slow',
    otherwise: '15000',
  },
  {
    names: ['CLIENT_ERROR_TOKEN'],
    group: 'monitor',
    meaning: 'what reports to `client-error-report` have to carry in `x-kaixu-error-token`',
  },
  {
    names: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
    group: 'monitor',
    meaning: 'an OpenTelemetry collector (OTLP over HTTP, without `/v1/traces`): a span per call',
    example: 'https://otlp.example.com',
  },
  { names: ['OTEL_EXPORTER_OTLP_HEADERS'], group: 'monitor', meaning: 'headers for it: `name=value,name=value`' },
  {
    names: ['OTEL_SERVICE_NAME'],
    group: 'monitor',
    meaning: 'what the service is called there',
    otherwise: '`kaixu-gateway`',
  },
  {
    names: ['SOFT_DEADLINE_MS'],
    group: 'limits',
    meaning:
      "when an answer is cut off and settled; below Netlify's 60 s; 600000, the dedicated server's, is ten minutes",
    otherwise: '55000',
  },
  {
    names: ['UPSTREAM_HEADERS_TIMEOUT_MS'],
    group: 'limits',
    meaning: 'how long a provider may take to begin',
    otherwise: '50000',
  },
  { names: ['UPSTREAM_IDLE_TIMEOUT_MS'], group: 'limits', meaning: 'how long it may fall silent', otherwise: '30000' },
  {
    names: ['EXPORT_MAX_ROWS'],
    group: 'limits',
    meaning:
      "rows of CSV in one answer of an export (of NDJSON half as many), which links to the rest; 0, the dedicated server's: no limit",
    otherwise: '40000',
  },
  {
    names: ['HOST', 'PORT'],
    group: 'server',
    meaning: 'where it listens; `0.0.0.0` for everybody',
    otherwise: '`127.0.0.1`, 8787',
  },
  {
    names: ['DATA_DIR'],
    group: 'server',
    meaning: 'its database (unless one is named), generated secrets, the demo',
    otherwise: '`.data`',
  },
  {
    names: ['SITE_DIRECTORY'],
    group: 'server',
    meaning: 'the static files; `dist` is built when it is missing or older than its sources',
    otherwise: '`dist`',
  },
  {
    names: ['DEMO'],
    group: 'server',
    meaning:
      'the demo: `month` is a demo customer and, in a database without customers, a small demo business that fills the consoles; ' +
      '`on`: the customer only; `off`: neither, as when a database is named',
    otherwise: '`month`',
  },
  {
    names: ['TRUST_PROXY'],
    group: 'server',
    meaning: 'believe the last address in `x-forwarded-for`',
    otherwise: 'off',
  },
  {
    names: ['SHUTDOWN_GRACE_SECONDS'],
    group: 'server',
    meaning: 'how long calls may go on after SIGTERM',
    otherwise: '5',
  },
]
