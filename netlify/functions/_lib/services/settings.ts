import { z } from 'zod'
import { DEFAULT_CANON } from '../domain/canon.ts'
import { driverFor, type DatabaseDriver } from '../db/connect.ts'
import { PROVIDERS } from '../providers/registry.ts'
import { currency, maybeText, returnUrl, type StripeSettings } from './stripe-settings.ts'

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
  userSessionTtlSeconds: number
  upstash: { url: string; token: string; timeoutMs: number } | undefined
  stripe: StripeSettings
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
  /** What is wrong or missing in the environment: each a sentence that names the variable, never its value. */
  problems: readonly string[]
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

  return {
    jwtSecret: secret('JWT_SECRET', 32),
    keyPepper: secret('KEY_PEPPER', 16),
    adminPassword: secret('ADMIN_PASSWORD', 8),
    adminPasswordHeader: read('DISABLE_ADMIN_PASSWORD_HEADER', flag, false) ? 'refused' : 'accepted',
    databaseUrl,
    // The unpooled address of the same database, never of another one.
    migrationUrl: firstSet(`${databaseVariable ?? ''}_UNPOOLED`) ?? databaseUrl,
    databaseDriver: read('DATABASE_DRIVER', z.enum(['neon', 'postgres']), driverFor(databaseUrl)),
    allowedOrigins: read('ALLOWED_ORIGINS', list, []),
    publicOrigin: firstSet('PUBLIC_APP_ORIGIN', 'URL', 'DEPLOY_PRIME_URL', 'DEPLOY_URL')?.replace(/\/+$/, ''),
    defaultCustomerCapCents: read('DEFAULT_CUSTOMER_CAP_CENTS', integer(0, 500_000_000), 2_000),
    defaultRpmLimit: read('DEFAULT_RPM_LIMIT', integer(-1, 1_000_000), 120),
    capWarnPct: read('CAP_WARN_PCT', integer(1, 100), 85),
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
    problems,
  }
}

const integer = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^-?\d{1,15}$/, 'is not a whole number')
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, `has to be from ${minimum} to ${maximum}`)

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

const httpUrl = z
  .string()
  .refine((value) => isPlainHttpUrl(URL.parse(value)), 'is not an http(s) URL without credentials, query and fragment')
  .transform((value) => value.replace(/\/+$/, ''))

// Credentials in a URL would end up in logs, a query would swallow the paths that are appended.
const isPlainHttpUrl = (url: URL | null): boolean =>
  url !== null && /^https?:$/.test(url.protocol) && url.username + url.password + url.search + url.hash === ''
