import { resolve } from 'node:path'
import { z } from 'zod'
import type { Environment } from './environment.ts'

/** What only the dedicated server reads; everything else is the gateway's own and is read where the gateway is composed. */
export type ServeSettings = {
  host: string
  port: number
  dataDirectory: string
  /** Undefined: nobody has said, and none is trusted. */
  trustProxy: boolean | undefined
  /** `month`: besides the demo customer, a small business with some months behind it, where there are no customers yet. */
  demo: 'off' | 'on' | 'month'
  graceSeconds: number
  /** Static files; undefined: the built site. */
  siteDirectory: string | undefined
}

// The same words as everywhere else in the gateway's settings.
const ON = ['on', 'true', '1', 'yes', 'y']
const OFF = ['off', 'false', '0', 'no', 'n']
const flag = z
  .string()
  .toLowerCase()
  .refine((word) => [...ON, ...OFF].includes(word), 'must be on or off')
  .transform((word) => ON.includes(word))

const demo = z
  .string()
  .toLowerCase()
  .refine((word) => [...ON, ...OFF, 'month'].includes(word), 'must be on, off or month')
  .transform((word) => (word === 'month' ? 'month' : ON.includes(word) ? 'on' : 'off'))

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number({ error: 'must be a number' }).int().min(0).max(65_535).default(8787),
  DATA_DIR: z.string().default('.data'),
  TRUST_PROXY: flag.optional(),
  DEMO: demo.optional(),
  SITE_DIRECTORY: z.string().optional(),
  SHUTDOWN_GRACE_SECONDS: z.coerce.number({ error: 'must be a number' }).min(0).max(600).default(5),
})

const DATABASE_VARIABLES = ['DATABASE_URL', 'NETLIFY_DATABASE_URL', 'NETLIFY_DB_URL'] as const

/** Whether the environment names a database, so that none has to be brought along. */
export const hasDatabase = (environment: Environment): boolean =>
  DATABASE_VARIABLES.some((name) => Boolean(environment[name]))

/** Reads the server's settings; throws one error that names every variable that is wrong. */
export const readServeSettings = (environment: Environment): ServeSettings => {
  // An empty variable is how a .env file or a compose file says "not set".
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`These environment variables are wrong:\n${problems.join('\n')}`)
  }
  const values = parsed.data
  return {
    host: values.HOST,
    port: values.PORT,
    dataDirectory: resolve(values.DATA_DIR),
    trustProxy: values.TRUST_PROXY,
    // A demonstration key has no place in a database that somebody set up on purpose.
    demo: values.DEMO ?? (hasDatabase(environment) ? 'off' : 'month'),
    graceSeconds: values.SHUTDOWN_GRACE_SECONDS,
    siteDirectory: values.SITE_DIRECTORY === undefined ? undefined : resolve(values.SITE_DIRECTORY),
  }
}
