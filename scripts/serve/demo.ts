import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import type { RunFunction } from './app.ts'
import type { CatalogueEntry } from './function-catalogue.ts'
import { readJsonFile, writePrivateJsonFile } from './private-file.ts'

const demoSchema = z.object({
  /** A virtual key that works. */
  key: z.string(),
  /** A virtual key whose cap is 0, so that it never does. */
  cappedKey: z.string(),
  /** The owner key of the demo business, where there is one. */
  ownerKey: z.string().optional(),
})

export type Demo = z.infer<typeof demoSchema>

export type DemoOptions = {
  catalogue: readonly CatalogueEntry[]
  run: RunFunction
  adminPassword: string
  dataDirectory: string
  /** Of the demo business, when it has just been made. */
  ownerKey: string | undefined
}

const CUSTOMER_CAP_CENTS = 500

type Call = { name: string; method: 'GET' | 'POST'; bearer?: string; body?: unknown }

// The demo is made the way every operator makes a customer: through the gateway's own endpoints.
const call = async ({ catalogue, run }: DemoOptions, { name, method, bearer, body }: Call): Promise<Response> => {
  const entry = catalogue.find((candidate) => candidate.name === name)
  if (!entry) throw new Error(`There is no function ${name}`)
  const headers = new Headers({ 'content-type': 'application/json', 'x-nf-client-connection-ip': '127.0.0.1' })
  if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`)
  const init = body === undefined ? {} : { body: JSON.stringify(body) }
  return run(entry, new Request(`http://localhost/.netlify/functions/${name}`, { method, headers, ...init }))
}

const answer = async <T>(schema: z.ZodType<T>, options: DemoOptions, request: Call): Promise<T> => {
  const response = await call(options, request)
  const text = await response.text()
  if (!response.ok) throw new Error(`Could not make the demo: ${request.name} answered ${response.status} ${text}`)
  return schema.parse(JSON.parse(text))
}

const createCustomer = async (options: DemoOptions, bearer: string): Promise<string | number> => {
  const schema = z.object({ customer: z.object({ id: z.union([z.string(), z.number()]) }) })
  // Never the same address twice: an earlier demo customer may still be in the database.
  const email = `demo-${randomBytes(4).toString('hex')}@example.com`
  const body = { email, plan_name: 'demo', monthly_cap_cents: CUSTOMER_CAP_CENTS }
  return (await answer(schema, options, { name: 'admin-customers', method: 'POST', bearer, body })).customer.id
}

const createKey = async (options: DemoOptions, bearer: string, body: Record<string, unknown>): Promise<string> => {
  const schema = z.object({ api_key: z.object({ key: z.string() }) })
  return (await answer(schema, options, { name: 'admin-keys', method: 'POST', bearer, body })).api_key.key
}

const create = async (options: DemoOptions): Promise<Demo> => {
  const body = { password: options.adminPassword }
  const login = { name: 'admin-login', method: 'POST', body } as const
  const { token } = await answer(z.object({ token: z.string() }), options, login)
  const customer_id = await createCustomer(options, token)
  const key = await createKey(options, token, { customer_id, label: 'demo', role: 'owner' })
  const cappedKey = await createKey(options, token, { customer_id, label: 'demo, cap 0', monthly_cap_cents: 0 })
  return { key, cappedKey }
}

/** The demo's keys: made on the first start, kept in `demo.json` (mode 600), made anew when the database is another. */
export const prepareDemo = async (options: DemoOptions): Promise<Demo> => {
  const file = join(options.dataDirectory, 'demo.json')
  const kept = demoSchema.safeParse(await readJsonFile(file))
  const isKept = kept.success && (await works(options, kept.data.key))
  const ownerKey = options.ownerKey ?? (isKept ? await ownerKeyOf(options, kept.data) : undefined)
  if (isKept && options.ownerKey === undefined) return withOwnerKey(kept.data, ownerKey)
  const demo = withOwnerKey(isKept ? kept.data : await create(options), ownerKey)
  await writePrivateJsonFile(file, demo)
  return demo
}

const withOwnerKey = ({ key, cappedKey }: Demo, ownerKey: string | undefined): Demo => ({
  ...{ key, cappedKey },
  ...(ownerKey === undefined ? {} : { ownerKey }),
})

/** Somebody may have revoked it since. */
const ownerKeyOf = async (options: DemoOptions, { ownerKey }: Demo): Promise<string | undefined> =>
  ownerKey !== undefined && (await works(options, ownerKey)) ? ownerKey : undefined

const works = async (options: DemoOptions, key: string): Promise<boolean> => {
  const check = await call(options, { name: 'session-token', method: 'POST', bearer: key })
  if (check.status >= 500) throw new Error(`Could not check the demo key: ${check.status} ${await check.text()}`)
  return check.ok
}
