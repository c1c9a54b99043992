import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CALL_OUTCOMES, OUTCOME_FILTERS } from '../../netlify/functions/_lib/domain/call-outcomes.ts'
import type { Routes } from '../../netlify/functions/_lib/http/route.ts'
import { routes as adminExport } from '../../netlify/functions/admin-export.ts'
import { routes as userExport } from '../../netlify/functions/user-export.ts'
import { csvRows } from '../support/csv.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { partsOf } from '../support/exports.ts'
import { createTestGateway, SECRETS, type Account, type Call, type TestGateway } from '../support/gateway.ts'
import { settledCall, sibling, thisMonth } from '../support/reports.ts'

/** Exports of the calls that ended so. */

let gateway: TestGateway
/** The same database behind a gateway whose answers hold three rows. */
let small: TestGateway
let owner: Account
/** A key that came from the owner's own, and one that did not. */
let rotated: Account
let other: Account

beforeAll(async () => {
  gateway = await createTestGateway()
  small = await createTestGateway({ EXPORT_MAX_ROWS: '3', DATABASE_URL: gateway.databaseUrl })
  owner = await gateway.account({ key: { role: 'owner' } })
  rotated = await sibling(gateway, owner, { rotatedFrom: owner.keyId })
  other = await sibling(gateway, owner)
  const stranger = await gateway.account()
  for (const outcome of CALL_OUTCOMES) {
    for (const account of [owner, rotated, other, stranger])
      await settledCall(gateway, account, { settlement: { outcome } })
  }
})
afterAll(async () => {
  await small[Symbol.asyncDispose]()
  await gateway[Symbol.asyncDispose]()
})

type Asker = [string, Routes, (query: string) => Call, () => { keys: Account[]; file: string }]

const ADMIN = { 'x-admin-password': SECRETS.ADMIN_PASSWORD }

const ASKERS: readonly Asker[] = [
  [
    'admin-export',
    adminExport,
    (query) => ({ headers: ADMIN, query: `?customer_id=${owner.customerId}${query}` }),
    () => ({ keys: [owner, rotated, other], file: `kaixu-admin-events-${thisMonth()}-customer${owner.customerId}` }),
  ],
  [
    'admin-export of a key',
    adminExport,
    (query) => ({ headers: ADMIN, query: `?customer_id=${owner.customerId}&api_key_id=${other.keyId}${query}` }),
    () => ({
      keys: [other],
      file: `kaixu-admin-events-${thisMonth()}-customer${owner.customerId}-key${other.keyId}`,
    }),
  ],
  [
    'user-export of a customer',
    userExport,
    (query) => ({ key: owner.key, query: `?scope=customer${query}` }),
    () => ({ keys: [owner, rotated, other], file: `kaixu-events-${thisMonth()}-customer${owner.customerId}` }),
  ],
  [
    'user-export of a key',
    userExport,
    (query) => ({ key: rotated.key, query: `?scope=key${query}` }),
    () => ({ keys: [owner, rotated], file: `kaixu-events-${thisMonth()}-key${rotated.key.slice(-4)}` }),
  ],
]

describe.each(ASKERS)('%s', (_, routes, call, expected) => {
  const ask = (query: string) => gateway.call(routes, { method: 'GET', ...call(query) })
  const rowsOf = async (query: string) => csvRows(await (await ask(query)).text())

  test.each(OUTCOME_FILTERS)('200: outcome=%s is exactly those of the whole file, in its order', async (outcome) => {
    const whole = await rowsOf('')
    const { keys, file } = expected()
    const response = await ask(`&outcome=${outcome}`)
    const { headers } = response
    const rows = csvRows(await response.text())
    expect(rows).toEqual(
      whole.filter((row) => (outcome === 'unfinished' ? row['outcome'] !== 'completed' : row['outcome'] === outcome)),
    )
    expect(rows).toHaveLength(keys.length * (outcome === 'unfinished' ? CALL_OUTCOMES.length - 1 : 1))
    expect(headers.get('x-kaixu-row-count')).toBe(String(rows.length))
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${file}-${outcome}.csv"`)
  })

  test.each(['csv', 'ndjson'])('200: parts in %s lead to each other and are the whole', async (format) => {
    for (const outcome of ['unfinished', 'completed', 'DEADLINE']) {
      const query = `&outcome=${outcome}&format=${format}`
      const parts = await partsOf(small, routes, call(query))
      const rows = expected().keys.length * (outcome === 'unfinished' ? CALL_OUTCOMES.length - 1 : 1)
      expect(parts).toHaveLength(Math.ceil(rows / (format === 'csv' ? 3 : 1)))
      expect(parts.join('')).toBe(await (await ask(query)).text())
    }
  })

  test('200: none of a month without such calls', async () => {
    const response = await ask('&outcome=unfinished&month=2025-01')
    expect([response.status, response.headers.get('x-kaixu-row-count')]).toEqual([200, '0'])
    expect(csvRows(await response.text())).toEqual([])
  })

  test.each(['COMPLETED', 'lost,DEADLINE', ''])('400: outcome=%s', async (outcome) => {
    const refused = await ask(`&outcome=${outcome}`)
    expect(await errorBodyOf(refused)).toMatchObject({ code: 'BAD_REQUEST', field: 'outcome' })
  })

  test.each(['summary', 'invoice'])('400: a narrowed %s would look whole', async (type) => {
    const refused = await ask(`&outcome=lost&type=${type}`)
    expect(await errorBodyOf(refused)).toMatchObject({ code: 'BAD_REQUEST', field: 'outcome' })
  })
})

describe('a byte-order mark', () => {
  const MARK = [0xef, 0xbb, 0xbf]
  const bytesOf = async (query: string): Promise<number[]> => {
    const response = await gateway.call(userExport, { method: 'GET', key: owner.key, query })
    expect(response.status).toBe(200)
    return [...new Uint8Array(await response.arrayBuffer())]
  }

  test.each(['events', 'summary', 'invoice'])(
    '200: is before the %s that ask for it, and before no other',
    async (type) => {
      const without = await bytesOf(`?type=${type}`)
      expect(without.slice(0, 3)).not.toEqual(MARK)
      expect(await bytesOf(`?type=${type}&bom=0`)).toEqual(without)
      expect(await bytesOf(`?type=${type}&bom=1`)).toEqual([...MARK, ...without])
    },
  )

  test('200: is there once, however many parts a file has', async () => {
    const part = async (more: string) => {
      const query = `?scope=customer&bom=1${more}`
      const response = await small.call(userExport, { method: 'GET', key: owner.key, query })
      return {
        bytes: [...new Uint8Array(await response.arrayBuffer())],
        next: response.headers.get('x-kaixu-next-cursor'),
      }
    }
    const first = await part('')
    expect(first.bytes.slice(0, 3)).toEqual(MARK)
    const second = await part(`&cursor=${first.next ?? ''}`)
    expect(second.bytes.slice(0, 3)).not.toEqual(MARK)
    expect(second.next).not.toBeNull()
  })

  test('400: is none of JSON', async () => {
    const refused = await gateway.call(userExport, { method: 'GET', key: owner.key, query: '?format=ndjson&bom=1' })
    expect(await errorBodyOf(refused)).toMatchObject({ code: 'BAD_REQUEST', field: 'bom' })
  })
})
