import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { MAX_BODY_BYTES } from '../../netlify/functions/_lib/http/request-body.ts'
import { BAD_VALUES, pathsOf, withAt } from '../support/bad-values.ts'
import { createProvingGround, survived, type ProvingGround } from '../support/proving-ground.ts'
import { ROUTES, successOf, type TableRow } from '../support/route-table.ts'

/** Whatever body is sent, the gateway answers, never with a 5xx, and every cent stays accounted for. */

let ground: ProvingGround
beforeAll(async () => {
  ground = await createProvingGround()
})
afterEach(async () => ground.assertBooksInOrder())
afterAll(async () => ground[Symbol.asyncDispose]())

const withBody = ROUTES.filter(({ row }) => row.emptyBody !== undefined)
const posting = ROUTES.filter(({ method }) => method !== 'GET')

describe('size', () => {
  test.each(posting)('413: $title refuses a body that says it is over 6 MB, unread', async (row) => {
    let pulled = 0
    const body = new ReadableStream(
      {
        pull: (controller) => {
          pulled += 1
          controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    const headers = { 'content-length': String(MAX_BODY_BYTES + 1) }
    expect(
      await survived(await ground.send(row, { body, headers, query: (await ground.goodRequest(row)).query })),
    ).toBe(413)
    expect(pulled).toBe(0)
  })

  test.each(posting)('413: $title stops reading a body that goes over 6 MB without saying so', async (row) => {
    let bytes = 0
    const chunk = new TextEncoder().encode(' '.repeat(256 * 1024))
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          bytes += chunk.byteLength
          if (bytes > 2 * MAX_BODY_BYTES) controller.close()
          else controller.enqueue(chunk)
        },
      },
      { highWaterMark: 0 },
    )
    expect(await survived(await ground.send(row, { body, query: (await ground.goodRequest(row)).query }))).toBe(413)
    expect(bytes).toBeLessThanOrEqual(MAX_BODY_BYTES + chunk.byteLength)
  })

  test.each(withBody)('400: $title judges a body that is just as long as it may be', async (row) => {
    const body = `{"x":"${'a'.repeat((row.row.maxBodyLength ?? MAX_BODY_BYTES) - 8)}"}`
    expect([row.row.emptyBody, 200]).toContain(
      await survived(await ground.send(row, { body, query: (await ground.goodRequest(row)).query })),
    )
  })

  test.each(posting)('400: $title takes a body that breaks off for bad input', async (row) => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('socket hang up')) })
    expect(await survived(await ground.send(row, { body, query: (await ground.goodRequest(row)).query }))).toBe(400)
  })
})

const DEEP = 100_000
const NOT_A_BODY: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>> = {
  'arrays 100,000 deep': '['.repeat(DEEP) + ']'.repeat(DEEP),
  'objects 100,000 deep': '{"a":'.repeat(DEEP) + '1' + '}'.repeat(DEEP),
  'arrays 100,000 deep that never close': '['.repeat(DEEP),
  'a field 100,000 deep': `{"messages":${'['.repeat(DEEP)}${']'.repeat(DEEP)},"email":${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}}`,
  'text in a string 100,000 deep': JSON.stringify('['.repeat(DEEP) + ']'.repeat(DEEP)),
  'no JSON': 'provider=openai&model=x',
  'half a JSON object': '{"provider":"openai",',
  'two JSON objects': '{}{}',
  null: 'null',
  true: 'true',
  'a number': '42',
  'a number that overflows': '1e999',
  'an array': '[]',
  'an array of objects': '[{}]',
  'an empty string': '""',
  'a string': '"hello"',
  'a string that holds a number': '"42"',
  'a string in a string in a string': JSON.stringify(JSON.stringify(JSON.stringify({}))),
  'a NUL': '\u0000',
  'bytes that are no UTF-8': Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d),
  'half a character': Uint8Array.of(0x22, 0xe2, 0x82),
  'a surrogate in UTF-8': Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22),
  'UTF-16': Uint8Array.of(0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00),
}

describe.each(withBody)('$title', (row) => {
  test.each(Object.entries(NOT_A_BODY))('400: a body that is %s', async (_, body) => {
    const expected = Buffer.from(body).length > (row.row.maxBodyLength ?? Infinity) ? 413 : 400
    expect(await survived(await ground.send(row, { body, query: (await ground.goodRequest(row)).query }))).toBe(
      expected,
    )
  })

  test.each(['', ' \n', '\uFEFF'])('an empty body is an empty object: %j', async (body) => {
    expect(await survived(await ground.send(row, { body, query: (await ground.goodRequest(row)).query }))).toBe(
      row.row.emptyBody,
    )
  })

  test('200: a JSON string that holds the JSON, as an existing client sends it', async () => {
    const { query, body } = await ground.goodRequest(row)
    expect(await survived(await ground.send(row, { body: JSON.stringify(JSON.stringify(body)), query }))).toBe(
      successOf(row.row),
    )
  })

  test('200: fields that nobody knows, except where the request has to be translated', async () => {
    const { query, body } = await ground.goodRequest(row)
    const extra = { ...body, _kaixu_meta: { app: 'x', nested: [1, null] }, '': 0, toString: 1 }
    expect(await survived(await ground.send(row, { body: JSON.stringify(extra), query }))).toBe(
      TRANSLATED.has(row.endpoint) ? 400 : successOf(row.row),
    )
  })
})

/** Those whose good request is in one vendor's format, for another vendor's model. */
const TRANSLATED: ReadonlySet<string> = new Set(['v1-messages', 'v1-messages-count-tokens', 'v1beta-models'])

describe('rows that read no body', () => {
  const bodiless = posting.filter(({ row }) => row.emptyBody === undefined && row.signed !== true)
  test.each(bodiless)('200: $title is indifferent to its body', async (row) => {
    for (const body of ['', '{}', '{"customer_id":"1"}', 'no JSON', '['.repeat(DEEP)]) {
      expect(await survived(await ground.send(row, { body, query: (await ground.goodRequest(row)).query }))).toBe(200)
    }
  })
})

/** Every field that a body may have, by the route's own schema, with a value that is right. */
const FULL_BODY: Readonly<Record<string, unknown>> = {
  email: 'somebody@example.com',
  plan_name: 'pro',
  plan_fee_cents: 100,
  monthly_cap_cents: 1_000,
  is_active: true,
  max_devices_per_key: 3,
  require_install_id: false,
  allowed_providers: ['openai', 'gemini'],
  allowed_models: { openai: ['gpt-4o-mini'], '*': ['*'] },
  stripe_customer_id: 'cus_1',
  auto_topup_enabled: false,
  auto_topup_threshold_cents: 500,
  auto_topup_amount_cents: 1_000,
  auto_topup_monthly_max_cents: 2_000,
  alert_webhook_url: 'https://hooks.example.com/',
  notes: 'a note',
  label: 'master',
  role: 'deployer',
  rpm_limit: 10,
  rpd_limit: 10,
  concurrency_limit: 2,
  max_devices: 2,
  expires_at: '2030-01-01T00:00:00Z',
  revoked: false,
  install_id: 'laptop',
  password: 'not the password',
  ttl_seconds: 600,
  grace_seconds: 60,
}

describe('every field of the smaller bodies', () => {
  const small = withBody.filter(({ row }) => row.auth !== 'user')
  const cases = small.flatMap((row) => fieldsOf(row).map((field) => ({ title: row.title, field, row })))

  test.each(cases)('$title: $field holding anything at all', async ({ field, row }) => {
    const { query, body } = await ground.goodRequest(row)
    const customer = field === 'customer_id' ? (await ground.gateway.account()).customerId : undefined
    const full = { ...FULL_BODY, ...body, [field]: customer ?? FULL_BODY[field] }
    const own = Object.fromEntries(fieldsOf(row).map((name) => [name, Reflect.get(full, name)]))
    for (const path of [[field], ...pathsOf(own[field]).map((inner) => [field, ...inner])]) {
      for (const value of [...Object.values(BAD_VALUES), undefined]) {
        await survived(await ground.send(row, { query, body: withAt(own, path, value) }))
      }
    }
  })
})

function fieldsOf({ route }: TableRow): string[] {
  if (!(route.body instanceof z.ZodObject)) throw new Error('a body whose fields cannot be listed')
  return Object.keys(route.body.shape)
}
