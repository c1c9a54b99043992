import { z } from 'zod'
import { DEFAULT_CANON } from '../domain/canon.ts'
import { driverFor, type DatabaseDriver } from '../db/connect.ts'
import { PROVIDERS } from '../providers/registry.ts'
import { readJobSettings, type JobSettings } from './job-settings.ts'
import { readMonitorSettings, type MonitorSettings } from './monitor-settings.ts'
import { httpUrl, integer, maybeText } from './setting-fields.ts'
import { invoiceSeller } from './invoice-seller.ts'
import { currency, returnUrl, type StripeSettings } from './stripe-settings.ts'

export type ProviderSettings = { apiKey?: string; baseUrl?: string }

export type Settings = {
  jwtSecret: string
  keyPepper: string
  adminPassword: string
  adminPasswordHeader: 'accepted' | 'refused'
  databaseUrl: string
  /** For migrations: by TCP, and past a pooler where there is one. */
  migrationUrl: string
  databaseDriver: DatabaseDriver
  /** Exact origins; `*` reflects any (development). Empty: no cross-origin grant. */
  allowedOrigins: readonly string[]
  /** This site's own address, for links in answers. */
  publicOrigin: string | undefined
  defaultCustomerCapCents: number
  /** Requests per minute of a key without a limit of its own; 0 or less: none. */
  defaultRpmLimit: number
  capWarnPct: number
  /** Where alerts go of customers who have no address of their own. */
  alertWebhookUrl: string | undefined
  /** What the secrets are made from with which messages to webhooks are signed. */
  webhookSecret: string
  userSessionTtlSeconds: number
  upstash: { url: string; token: string; timeoutMs: number } | undefined
  stripe: StripeSettings
  /** Who sends the invoices; one line or more. */
  invoiceSeller: string
  canon: string
  defaultProvider: string
  /** Names that stand for several models, tried in order. */
  modelAliases: Readonly<Record<string, readonly string[]>>
  providers: Readonly<Record<string, ProviderSettings>>
  sandbox: { enabled: boolean; delayMs: number }
  /** When an answer is cut off and settled as far as it came; below the platform's 60 s. */
  softDeadlineMs: number
  upstreamHeadersTimeoutMs: number
  upstreamIdleTimeoutMs: number
  /** Rows of CSV that one response of an export holds at most, as the platform limits answers; 0: any number. */
  exportMaxRows: number
  jobs: JobSettings
  monitor: MonitorSettings
  /** Where texts go that are too large or too old for the database: Netlify's store, or a folder. */
  blobs: { kind: 'netlify' } | { kind: 'directory'; path: string } | undefined
  /** What is wrong or missing in the environment: each a sentence that names the variable, never its value. */
  problems: readonly string[]
  /** The names of the variables that are set. */
  given: ReadonlySet<string>
  /** Where this gateway runs. */
  home: 'netlify' | 'server'
}

const DATABASE_VARIABLES = ['DATABASE_URL', 'NETLIFY_DATABASE_URL', 'NETLIFY_DB_URL'] as const

export type Environment = Readonly<Record<string, string | undefined>>

/** Reads the environment once. Never throws: what is wrong is listed in `problems`, with defaults standing in. */
export const readSettings = (given: Environment): Settings => {
  const problems: string[] = []
  // Hosting panels save a cleared variable as an empty string.
  const environment = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const read = <T>(name: string, schema: z.ZodType<T, string>, fallback: T): T => {
    const value = environment[name]
    if (value === undefined) return fallback
    const parsed = schema.safeParse(value.trim())
    if (parsed.success) return parsed.data
    problems.push(`${name}: ${parsed.error.issues.map(({ message }) => message).join('; ')}`)
    return fallback
  }
  const secret = (name: string, minimum: number): string => {
    const value = environment[name] ?? ''
    if (value === '') problems.push(`${name} is not set`)
    else if (value.length < minimum) problems.push(`${name} has to have at least ${minimum} characters`)
    return value
  }
  const firstSet = (...names: string[]): string | undefined =>
    names.map((name) => environment[name]).find((value) => value)

  const databaseVariable = DATABASE_VARIABLES.find((name) => environment[name] !== undefined)
  const databaseUrl = (databaseVariable && environment[databaseVariable]) ?? ''
  if (databaseUrl === '') problems.push('NETLIFY_DATABASE_URL (or DATABASE_URL) is not set')
  else if (!URL.canParse(databaseUrl)) problems.push('the database URL is not a URL')
  const upstashUrl = read('UPSTASH_REDIS_REST_URL', httpUrl, '')
  const upstashToken = environment['UPSTASH_REDIS_REST_TOKEN'] ?? ''
  if ((upstashUrl === '') !== (upstashToken === '')) {
    problems.push('UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN belong together; one of them is not set')
  }

  const jwtSecret = secret('JWT_SECRET', 32)
  const publicOrigin = firstSet('PUBLIC_APP_ORIGIN', 'URL', 'DEPLOY_PRIME_URL', 'DEPLOY_URL')?.replace(/\/+$/, '')
  return {
    jwtSecret,
    keyPepper: secret('KEY_PEPPER', 16),
    adminPassword: secret('ADMIN_PASSWORD', 8),
    adminPasswordHeader: read('DISABLE_ADMIN_PASSWORD_HEADER', flag, false) ? 'refused' : 'accepted',
    databaseUrl,
    // The unpooled address of the same database, never of another one.
    migrationUrl: firstSet(`${databaseVariable ?? ''}_UNPOOLED`) ?? databaseUrl,
    databaseDriver: read('DATABASE_DRIVER', z.enum(['neon', 'postgres']), driverFor(databaseUrl)),
    allowedOrigins: read('ALLOWED_ORIGINS', list, []),
    publicOrigin,
    defaultCustomerCapCents: read('DEFAULT_CUSTOMER_CAP_CENTS', integer(0, 500_000_000), 2_000),
    defaultRpmLimit: read('DEFAULT_RPM_LIMIT', integer(-1, 1_000_000), 120),
    capWarnPct: read('CAP_WARN_PCT', integer(1, 100), 85),
    alertWebhookUrl: read('ALERT_WEBHOOK_URL', returnUrl, undefined),
    webhookSecret: environment['WEBHOOK_SECRET'] === undefined ? jwtSecret : secret('WEBHOOK_SECRET', 32),
    userSessionTtlSeconds: read('USER_SESSION_TTL_SECONDS', integer(60, 86_400), 21_600),
    upstash:
      upstashUrl === '' || upstashToken === ''
        ? undefined
        : { url: upstashUrl, token: upstashToken, timeoutMs: read('UPSTASH_TIMEOUT_MS', integer(10, 5_000), 250) },
    stripe: {
      secretKey: environment['STRIPE_SECRET_KEY']?.trim(),
      webhookSecret: environment['STRIPE_WEBHOOK_SECRET']?.trim(),
      currency: read('STRIPE_CURRENCY', currency, 'usd'),
      successUrl: read('STRIPE_SUCCESS_URL', returnUrl, undefined),
      cancelUrl: read('STRIPE_CANCEL_URL', returnUrl, undefined),
      apiBase: read('STRIPE_API_BASE', httpUrl.transform(maybeText), undefined),
    },
    invoiceSeller: read('INVOICE_SELLER', invoiceSeller, 'Kaixu Gateway'),
    canon: environment['KAIXU_CANON'] ?? DEFAULT_CANON,
    defaultProvider: read(
      'DEFAULT_PROVIDER',
      z.string().regex(/^[a-z0-9-]{1,40}$/, 'is not a provider name'),
      'gemini',
    ),
    modelAliases: { ...DEFAULT_MODEL_ALIASES, ...read('MODEL_ALIASES', aliases, {}) },
    providers: Object.fromEntries(
      PROVIDERS.map(({ name, keyVariable, baseUrlVariable }) => {
        const apiKey = keyVariable === undefined ? undefined : environment[keyVariable]
        const baseUrl = read(baseUrlVariable, httpUrl, '')
        return [name, { ...(apiKey === undefined ? {} : { apiKey }), ...(baseUrl === '' ? {} : { baseUrl }) }]
      }),
    ),
    sandbox: {
      enabled: read('SANDBOX_PROVIDER', flag, false),
      delayMs: read('SANDBOX_DELAY_MS', integer(0, 10_000), 0),
    },
    softDeadlineMs: read('SOFT_DEADLINE_MS', integer(100, 900_000), 55_000),
    upstreamHeadersTimeoutMs: read('UPSTREAM_HEADERS_TIMEOUT_MS', integer(100, 900_000), 50_000),
    upstreamIdleTimeoutMs: read('UPSTREAM_IDLE_TIMEOUT_MS', integer(100, 900_000), 30_000),
    exportMaxRows: read('EXPORT_MAX_ROWS', integer(0, 100_000_000), 40_000),
    jobs: readJobSettings(read, { jwtSecret, publicOrigin }),
    monitor: readMonitorSettings(read),
    blobs: blobsOf(environment),
    problems,
    given: new Set(Object.keys(environment)),
    home: homeOf(environment),
  }
}

/** Netlify tells its functions the site that they belong to. */
const homeOf = (environment: Environment): Settings['home'] =>
  environment['SITE_ID'] === undefined ? 'server' : 'netlify'

const blobsOf = (environment: Environment): Settings['blobs'] => {
  const path = environment['BLOB_DIRECTORY']
  if (path !== undefined) return { kind: 'directory', path }
  return homeOf(environment) === 'netlify' ? { kind: 'netlify' } : undefined
}

const flag = z
  .string()
  .toLowerCase()
  .refine((value) => TRUE.has(value) || FALSE.has(value), 'has to be on or off')
  .transform((value) => TRUE.has(value))
const TRUE = new Set(['1', 'true', 'yes', 'y', 'on'])
const FALSE = new Set(['0', 'false', 'no', 'n', 'off'])

const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim().replace(/\/+$/, ''))
    .filter((item) => item !== ''),
)

/** The cheap and quick of each vendor, and the best; the first that is set up answers, the others when it fails. */
const DEFAULT_MODEL_ALIASES = {
  'kaixu-fast': ['gemini/gemini-2.5-flash', 'openai/gpt-4o-mini', 'anthropic/claude-haiku-4-5'],
  'kaixu-smart': ['anthropic/claude-opus-4-6', 'openai/gpt-5.4', 'gemini/gemini-2.5-pro'],
}

/** `fast=openai/gpt-4o-mini,gemini/gemini-2.5-flash; smart=anthropic/claude-opus-4-6` */
const aliases = z.string().transform((text, context): Record<string, string[]> => {
  const pairs = text
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => /^([\w.-]{1,60})\s*=\s*(\S.*)$/.exec(pair))
  if (pairs.includes(null)) {
    context.addIssue({ code: 'custom', message: 'has to look like name=model,model;name=model' })
    return z.NEVER
  }
  return Object.fromEntries(
    pairs.map((pair) => [
      pair?.[1] ?? '',
      (pair?.[2] ?? '')
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    ]),
  )
})
