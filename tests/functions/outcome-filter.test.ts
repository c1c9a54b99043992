import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CALL_OUTCOMES, type CallOutcome } from '../../netlify/functions/_lib/domain/call-outcomes.ts'
import type { Routes } from '../../netlify/functions/_lib/http/route.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { routes as adminUsage } from '../../netlify/functions/admin-usage.ts'
import { routes as userEvents } from '../../netlify/functions/user-events.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { read, settledCall, sibling, thisMonth } from '../support/reports.ts'

/** Calls that are looked for by how they ended. */

let gateway: TestGateway
let token: string
let owner: Account
/** A key that came from the owner's own, and one that did not. */
let rotated: Account
let other: Account

const call = (account: Account, outcome: CallOutcome, requestId = `${outcome}-of-${account.keyId}`) =>
  settledCall(gateway, account, { admission: { requestId }, settlement: { outcome } })

beforeAll(async () => {
  gateway = await createTestGateway()
  token = await signAdminToken(SECRETS.JWT_SECRET)
  owner = await gateway.account({ key: { role: 'owner' } })
  rotated = await sibling(gateway, owner, { rotatedFrom: owner.keyId })
  other = await sibling(gateway, owner)
  for (const account of [owner, rotated, other]) for (const outcome of CALL_OUTCOMES) await call(account, outcome)
  await call(await gateway.account(), 'DEADLINE')
})
afterAll(async () => gateway[Symbol.asyncDispose]())

type Event = { id: string; outcome: string; api_key_id: string }
type Answer = { events: Event[]; next_cursor: string | null; summary_by_day?: unknown; rollup?: unknown }

const ASKERS: readonly [string, Routes, () => { key: string; query: string }, () => Account[]][] = [
  [
    'admin-usage',
    adminUsage,
    () => ({ key: token, query: `?customer_id=${owner.customerId}` }),
    () => [owner, rotated, other],
  ],
  [
    'user-events of a customer',
    userEvents,
    () => ({ key: owner.key, query: '?scope=customer' }),
    () => [owner, rotated, other],
  ],
  ['user-events of a key', userEvents, () => ({ key: rotated.key, query: '?scope=key' }), () => [owner, rotated]],
]

describe.each(ASKERS)('%s', (_, routes, asker, keysOf) => {
  const ask = (narrowed: string): Promise<Answer> => {
    const { key, query } = asker()
    return read<Answer>(gateway, routes, key, `${query}${narrowed}`)
  }

  test.each(CALL_OUTCOMES)('200: outcome=%s has exactly those, newest first', async (outcome) => {
    const { events } = await ask(`&outcome=${outcome}`)
    expect(events.map((event) => [event.outcome, event.api_key_id])).toEqual(
      keysOf()
        .map(({ keyId }) => [outcome, keyId])
        .reverse(),
    )
  })

  test('200: outcome=unfinished is all but those that completed, in one order', async () => {
    const { events } = await ask('&outcome=unfinished')
    expect(events).toEqual((await ask('')).events.filter(({ outcome }) => outcome !== 'completed'))
    expect(events).toHaveLength(keysOf().length * (CALL_OUTCOMES.length - 1))
  })

  test.each(['completed', 'lost', 'unfinished'])('200: pages of outcome=%s meet', async (outcome) => {
    const whole = (await ask(`&outcome=${outcome}`)).events
    for (const limit of [1, 2, 7]) {
      const paged: Event[] = []
      for (let cursor = ''; ;) {
        const page = await ask(`&outcome=${outcome}&limit=${limit}${cursor}`)
        paged.push(...page.events)
        if (page.next_cursor === null) break
        cursor = `&cursor=${page.next_cursor}`
      }
      expect(paged).toEqual(whole)
    }
  })

  test('200: beside the other filters and the search', async () => {
    const found = async (narrowed: string) => (await ask(narrowed)).events.map(({ outcome }) => outcome)
    expect(await found(`&outcome=unfinished&q=DEADLINE-of-${owner.keyId}`)).toEqual(['DEADLINE'])
    expect(await found(`&outcome=lost&q=DEADLINE-of-${owner.keyId}`)).toEqual([])
    expect(await found(`&outcome=completed&q=completed-of-${owner.keyId}`)).toEqual(['completed'])
    expect(await found(`&outcome=completed&q=lost-of-${owner.keyId}`)).toEqual([])
    expect(await found('&outcome=lost&provider=gemini')).toEqual([])
    expect(await found('&outcome=lost&month=2025-01')).toEqual([])
  })

  test('200: the sums are those of the whole month', async () => {
    const [all, narrowed] = [await ask(''), await ask('&outcome=lost')]
    expect([narrowed.summary_by_day, narrowed.rollup]).toEqual([all.summary_by_day, all.rollup])
  })

  test.each(['COMPLETED', 'cut', 'lost,DEADLINE', ''])('400: outcome=%s', async (outcome) => {
    const { key, query } = asker()
    const refused = await gateway.call(routes, { method: 'GET', key, query: `${query}&outcome=${outcome}` })
    expect(await errorBodyOf(refused)).toMatchObject({ code: 'BAD_REQUEST', field: 'outcome' })
  })
})

test('200: one key’s among those of the customer', async () => {
  const query = `?scope=customer&month=${thisMonth()}&outcome=unfinished&api_key_id=${other.keyId}`
  const { events } = await read<Answer>(gateway, userEvents, owner.key, query)
  expect(new Set(events.map(({ api_key_id: keyId }) => keyId))).toEqual(new Set([other.keyId]))
  expect(events).toHaveLength(CALL_OUTCOMES.length - 1)
})
