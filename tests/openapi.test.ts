import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ERROR_STATUS, GatewayError, type ErrorCode } from '../netlify/functions/_lib/domain/errors.ts'
import { ERROR_FORMS } from '../scripts/openapi/error-schemas.ts'
import { OPENAPI_FILE, renderOpenapi } from '../scripts/openapi/render.ts'
import { createApp } from '../scripts/serve/app.ts'
import { trackBackgroundWork } from '../scripts/serve/background-work.ts'
import { loadCatalogue } from '../scripts/serve/function-catalogue.ts'
import { startHttpServer, type HttpServer } from '../scripts/serve/http-server.ts'
import { BAD_VALUES, pathsOf, withAt } from './support/bad-values.ts'
import { createTestDatabase } from './support/database.ts'
import { deployedEndpoints, methodsOf, ROUTES, type TableRow } from './support/route-table.ts'

/** public/openapi.json is current, valid and complete, and its requests are those that the gateway takes. */

const ROOT = join(import.meta.dirname, '..')
const TEXT = readFileSync(OPENAPI_FILE, 'utf8')

const parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.literal(true).optional(),
})
const operation = z.object({
  operationId: z.string(),
  parameters: z.array(parameter).default([]),
  requestBody: z.object({ required: z.boolean() }).optional(),
})
const { paths } = z.object({ paths: z.record(z.string(), z.record(z.string(), operation)) }).parse(JSON.parse(TEXT))
const OPERATIONS = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => ({ path, method, id: described.operationId, ...described })),
)

const catalogue = await loadCatalogue(join(ROOT, 'netlify', 'functions'))

/** The dedicated server with its own files, whose functions say nothing but their names. */
let server: HttpServer
let base: string
const ran: string[] = []
beforeAll(async () => {
  const app = createApp({
    catalogue,
    run: ({ name }) => {
      ran.push(name)
      return Promise.resolve(new Response(name))
    },
    work: trackBackgroundWork(() => undefined),
    staticDirectory: join(ROOT, 'public'),
    trustProxy: false,
  })
  server = await startHttpServer({ app, host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${server.port}`
})
afterAll(() => {
  server.close()
  server.cut()
})

test('is what `npm run openapi` writes, byte for byte', async () => {
  expect(await renderOpenapi(createTestDatabase)).toBe(TEXT)
}, 180_000)

test('is valid by the schema of OpenAPI 3.1', async () => {
  const validator = new Validator()
  // A document is an object.
  const { valid, errors } = await validator.validate(JSON.parse(TEXT) as Record<string, unknown>)
  expect(errors).toBeUndefined()
  expect([valid, validator.version]).toEqual([true, '3.1'])
})

test('says of every parameter and of every field of a body what it means', () => {
  const field = z.object({ description: z.string().optional(), $ref: z.string().optional() })
  const body = z.object({ properties: z.record(z.string(), field).default({}), $ref: z.string().optional() })
  const document = z
    .object({
      paths: z.record(
        z.string(),
        z.record(
          z.string(),
          z.object({
            operationId: z.string(),
            parameters: z.array(field.extend({ name: z.string() })).default([]),
            requestBody: z.object({ content: z.object({ 'application/json': z.object({ schema: body }) }) }).optional(),
          }),
        ),
      ),
      components: z.object({ schemas: z.record(z.string(), body) }),
    })
    .parse(JSON.parse(TEXT))
  const unexplained = Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap(({ operationId, parameters, requestBody }) => {
      const given = requestBody?.content['application/json'].schema
      const schema = given?.$ref === undefined ? given : document.components.schemas[given.$ref.split('/').at(-1) ?? '']
      const fields = Object.entries(schema?.properties ?? {}).map(([name, rest]) => ({ name, ...rest }))
      return [...parameters, ...fields]
        .filter(({ description, $ref }) => description === undefined && $ref === undefined)
        .map(({ name }) => `${operationId}: ${name}`)
    })
  expect(unexplained).toEqual([])
})

describe('endpoints', () => {
  test('are all there with every method, each under a name of its own', () => {
    const expected = catalogue.flatMap(({ name, routes }) =>
      methodsOf(routes).map((method) => `${method.toLowerCase()}-${name}`),
    )
    expect(catalogue.map(({ name }) => name).toSorted()).toEqual(deployedEndpoints())
    const named = OPERATIONS.map(({ id }) => id)
    expect(new Set(named).size).toBe(named.length)
    // A second address of the same route has a number.
    expect(named.filter((id) => !/-\d+$/.test(id)).toSorted()).toEqual(expected.toSorted())
  })

  const scheduled = new Set(catalogue.filter(({ kind }) => kind === 'scheduled').map(({ name }) => name))
  const called = OPERATIONS.map(({ id, ...rest }) => ({ id, name: id.replace(/^[a-z]+-|-\d+$/g, ''), ...rest }))

  test.each(called.filter(({ name }) => !scheduled.has(name)))('$id is at an address of its file', async (one) => {
    const path = one.path.replace(/\{\w+\}/g, 'gpt-4o')
    const response = await fetch(`${base}${path}`, { method: one.method.toUpperCase() })
    expect([200, 202]).toContain(response.status)
    expect(ran.at(-1)).toBe(one.name)
  })
})

const ajv = new Ajv2020({ strict: false })
// The parameters of a query are text, whatever it is that the text says.
const lenient = new Ajv2020({ strict: false, coerceTypes: true })
for (const validator of [ajv, lenient]) {
  formats.default(validator)
  validator.addSchema(z.record(z.string(), z.unknown()).parse(JSON.parse(TEXT)), 'openapi')
}

const schemaAt = (validator: Ajv2020, ...steps: (string | number)[]): ValidateFunction => {
  const names = steps.map((step) => encodeURIComponent(String(step).replaceAll('~', '~0').replaceAll('/', '~1')))
  return validator.compile({ $ref: `openapi#/${names.join('/')}` })
}

/** The operation of a row; of several addresses, the first. */
const operationOf = ({ method, endpoint }: TableRow) => {
  const found = OPERATIONS.find(({ id }) => id === `${method.toLowerCase()}-${endpoint}`)
  if (found === undefined) throw new Error(`public/openapi.json has no ${method} ${endpoint}`)
  return found
}

const bodySchemaOf = (row: TableRow): ValidateFunction => {
  const { path, method } = operationOf(row)
  return schemaAt(ajv, 'paths', path, method, 'requestBody', 'content', 'application/json', 'schema')
}

/** What some field or other may well hold, as JSON text; to the field that it is not for it is one more odd value. */
const LIKELY_VALUES = [
  '1',
  '600',
  '50000000',
  '500000000',
  '-1',
  '0.7',
  'true',
  'false',
  '"ada@example.com"',
  '"openai, gemini"',
  '["openai"]',
  '{"openai":["gpt-4o-mini"],"*":["*"]}',
  '"{\\"openai\\":[]}"',
  '"2031-01"',
  '"2031-01-01T00:00:00+02:00"',
  '"https://example.com/hook"',
  '"owner"',
  '"text, spaces and ümlauts"',
  '"00000000-0000-4000-8000-000000000001"',
  '[{"role":"user","content":[{"type":"text","text":"Hello"}]}]',
  '[{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"{}"}}]}]',
  '[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]',
  '{"type":"function","function":{"name":"f"}}',
]

const account = { customerId: '1', keyId: '1', key: 'kx_live_x' }

describe.each(ROUTES)('$title', (row) => {
  const described = operationOf(row)
  const requests = [row.row.good, ...Object.values(row.row.variants ?? {})].map((good) => good(account))

  test('a request that succeeds is one that the reference allows', () => {
    for (const { query = '', body } of requests) {
      if (described.requestBody !== undefined) {
        const allows = bodySchemaOf(row)
        expect(allows(body), JSON.stringify(allows.errors)).toBe(true)
      }
      const sent = new URL(`http://gateway.test/x/y/z${query}`).searchParams
      // Of Gemini's own.
      sent.delete('alt')
      for (const [index, { name, in: place, required }] of described.parameters.entries()) {
        if (place !== 'query') continue
        const value = sent.get(name)
        if (required) expect(value, name).not.toBeNull()
        if (value === null) continue
        const allows = schemaAt(lenient, 'paths', described.path, described.method, 'parameters', index, 'schema')
        expect(allows(value), `${name}: ${JSON.stringify(allows.errors)}`).toBe(true)
        sent.delete(name)
      }
      expect([...sent.keys()]).toEqual([])
    }
  })

  const { body: schema } = row.route
  if (!(schema instanceof z.ZodObject)) return
  const good = new Map(Object.entries(requests[0]?.body ?? {}))
  const fields = Object.keys(schema.shape)

  test('a field is required where it cannot be left out, and only there', () => {
    const allows = bodySchemaOf(row)
    for (const name of fields) {
      const rest = Object.fromEntries([...good].filter(([field]) => field !== name))
      expect([name, allows(rest)]).toEqual([name, schema.safeParse(rest).success])
    }
  })

  test('whatever the gateway takes, the reference allows', () => {
    const allows = bodySchemaOf(row)
    for (const name of fields) {
      const inner = pathsOf(good.get(name)).map((path) => [name, ...path])
      for (const path of [[name], ...inner]) {
        for (const value of [...LIKELY_VALUES, ...Object.values(BAD_VALUES)]) {
          const whole = Object.fromEntries(inner.length === 0 ? [...good, [name, null]] : good)
          const body: unknown = JSON.parse(withAt(whole, path, value))
          if (schema.safeParse(body).success) expect(allows(body), `${path.join('.')}: ${value}`).toBe(true)
        }
      }
    }
  })
})

describe('errors', () => {
  // The keys of ERROR_STATUS are the codes.
  const codes = Object.keys(ERROR_STATUS) as ErrorCode[]

  test.each(ERROR_FORMS)('$name is what its writer writes', ({ name, write }) => {
    const validate = schemaAt(ajv, 'components', 'schemas', name)
    for (const code of codes) {
      const error = new GatewayError(code, 'It failed', { hint: 'Try again.', details: { field: 'a' } })
      const body: unknown = JSON.parse(JSON.stringify(write(error, 'request-1')))
      expect(validate(body), JSON.stringify(validate.errors)).toBe(true)
    }
  })
})

test('is served as a file, also to pages of other origins', async () => {
  const response = await fetch(`${base}/openapi.json`)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect(await response.text()).toBe(TEXT)
})
