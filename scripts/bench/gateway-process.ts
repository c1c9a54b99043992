import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { startScript } from './script-process.ts'

const SCRIPT = join(import.meta.dirname, '..', 'serve.ts')

/** Enough for every call of a run, in cents. */
const CAP_CENTS = 100_000_000
/** Never reached, and yet counted at every call, as it is for an ordinary key. */
const REQUESTS_PER_MINUTE = 1_000_000

export type BenchGateway = {
  pid: number
  url: string
  /** From the start of the process until it answered that its database is all right. */
  startMs: number
  stop: () => Promise<void>
}

export type Secrets = Readonly<Record<'JWT_SECRET' | 'KEY_PEPPER' | 'ADMIN_PASSWORD', string>>

export const makeSecrets = (): Secrets => ({
  JWT_SECRET: randomBytes(32).toString('hex'),
  KEY_PEPPER: randomBytes(32).toString('hex'),
  ADMIN_PASSWORD: randomBytes(16).toString('hex'),
})

/** The dedicated gateway in a process of its own. */
export const startGateway = async (
  options: { directory: string; databaseUrl: string; vendorUrl: string; secrets: Secrets },
  cleanUp: AsyncDisposableStack,
): Promise<BenchGateway> => {
  const beganAt = performance.now()
  const environment = {
    ...options.secrets,
    DATABASE_URL: options.databaseUrl,
    OPENAI_BASE_URL: `${options.vendorUrl}/v1`,
    OPENAI_API_KEY: 'sk-bench',
    DATA_DIR: await mkdtemp(join(options.directory, 'gateway-')),
    HOST: '127.0.0.1',
    PORT: '0',
    DEMO: 'off',
  }
  // In a folder without a .env file.
  const directory = options.directory
  const { pid, url, stop } = await startScript({ script: SCRIPT, environment, directory }, cleanUp)
  const health = await fetch(`${url}/.netlify/functions/health`)
  z.object({ db: z.object({ ok: z.literal(true) }) }).parse(await health.json())
  return { pid, url, stop, startMs: performance.now() - beganAt }
}

/** Makes customers with one key each, the way an operator does; returns the keys. */
export const createKeys = async (url: string, adminPassword: string, count: number): Promise<string[]> => {
  const ask = async <T>(name: string, schema: z.ZodType<T>, body: unknown, token = ''): Promise<T> => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const response = await fetch(`${url}/.netlify/functions/${name}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    const text = await response.text()
    if (response.status !== 200) throw new Error(`${name} answered ${response.status}: ${text}`)
    return schema.parse(JSON.parse(text))
  }
  const { token } = await ask('admin-login', z.object({ token: z.string() }), { password: adminPassword })
  const customer = z.object({ customer: z.object({ id: z.union([z.string(), z.number()]) }) })
  const key = z.object({ api_key: z.object({ key: z.string() }) })
  const keys: string[] = []
  for (let nth = 0; nth < count; nth += 1) {
    const order = { email: `bench-${nth}@example.com`, plan_name: 'bench', monthly_cap_cents: CAP_CENTS }
    const made = await ask('admin-customers', customer, order, token)
    const wish = { customer_id: made.customer.id, rpm_limit: REQUESTS_PER_MINUTE }
    keys.push((await ask('admin-keys', key, wish, token)).api_key.key)
  }
  return keys
}
