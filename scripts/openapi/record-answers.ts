import type { ErrorCode } from '../../netlify/functions/_lib/domain/errors.ts'
import type { Environment } from '../../netlify/functions/_lib/services/settings.ts'
import { bearer, rightCredential } from '../../tests/support/credentials.ts'
import type { TestDatabase } from '../../tests/support/database.ts'
import { gatewayOn, type Account, type TestGateway } from '../../tests/support/gateway.ts'
import { ROUTES, rowOf, type DeclaredRoute, type TableRow } from '../../tests/support/route-table.ts'
import { startStubStripe } from '../../tests/support/stub-stripe.ts'
import { startStubVendor } from '../../tests/support/stub-vendor.ts'
import { redactAnswer, redactJson } from './redact.ts'

/** A request of the route table, and what the gateway answered; without what is different every time. */
export type RecordedAnswer = {
  /** What is special about the request; empty for the plain one. */
  title: string
  /** Where it was sent, if not to the plain address. */
  path: string | undefined
  /** The parameters that it was sent with. */
  query: ReadonlyMap<string, unknown>
  body: unknown
  /** Whether the request would fail without one. */
  needsBody: boolean
  status: number
  contentType: string
  /** Names, in lower case. */
  headers: readonly string[]
  /** JSON, or text of any other type. */
  answer: unknown
}

export type Recordings = {
  /** By `METHOD function-name`. */
  answers: ReadonlyMap<string, readonly RecordedAnswer[]>
  /** Bodies of errors that say more than what went wrong. */
  refusals: Readonly<Partial<Record<ErrorCode, unknown>>>
}

/**
 * Sends every good request of the route table to a gateway on a database of its own, so that ids and sums do not depend on what
 * else is in the table; those that only read share one. `newDatabase` gives a migrated one.
 */
export const recordAnswers = async (newDatabase: () => Promise<TestDatabase>): Promise<Recordings> => {
  await using vendor = await startStubVendor({
    behaviour: { kind: 'answer', chunks: ['Hello', ' there'], usage: { input: 12, output: 2 } },
  })
  const stripe = await startStubStripe()
  const environment: Environment = {
    ...stripe.environment,
    OPENAI_BASE_URL: vendor.baseUrls.openai,
    OPENAI_API_KEY: 'stub',
  }
  const newGateway = async () => gatewayOn(await newDatabase(), environment)
  try {
    await using library = await newGateway()
    const reader = await usedAccount(library)
    const answers = new Map<string, readonly RecordedAnswer[]>()
    for (const row of ROUTES) {
      const recorded: RecordedAnswer[] = []
      for (const [title, good] of Object.entries({ '': row.row.good, ...row.row.variants })) {
        const request = { title, row, good }
        if (row.method === 'GET' && row.row.prepare === undefined) recorded.push(await record(library, reader, request))
        else {
          await using gateway = await newGateway()
          recorded.push(await record(gateway, await usedAccount(gateway), request))
        }
      }
      answers.set(`${row.method} ${row.endpoint}`, recorded)
    }
    return { answers, refusals: await recordRefusals(newGateway) }
  } finally {
    await stripe.close()
  }
}

type Recorded = { title: string; row: TableRow; good: DeclaredRoute['good'] }

const record = async (gateway: TestGateway, account: Account, recorded: Recorded): Promise<RecordedAnswer> => {
  const { title, good } = recorded
  const { method, routes, row, title: name } = recorded.row
  await row.prepare?.(account, gateway.books)
  const asked = good(account)
  const headers = { ...(await rightCredential(row.auth, account)), ...asked.headers }
  const response = await gateway.call(routes, { ...asked, method, headers })
  const text = await response.text()
  if (!response.ok) throw new Error(`${name} answers its good request with ${response.status}: ${text}`)
  const contentType = response.headers.get('content-type') ?? ''
  return {
    title,
    path: /^\/\.\.\/\.\.\/\.\.([^?]+)/.exec(asked.query ?? '')?.[1],
    query: queryOf(asked.query ?? ''),
    body: redactJson(asked.body, ''),
    needsBody: row.emptyBody === 400,
    status: response.status,
    contentType,
    headers: [...response.headers.keys()],
    answer: redactAnswer(contentType, text),
  }
}

const queryOf = (query: string): ReadonlyMap<string, unknown> =>
  new Map(
    [...new URLSearchParams(query.slice(query.indexOf('?') + 1))].map(([name, value]) => [
      name,
      redactJson(value, name),
    ]),
  )

const chat = rowOf('POST', 'gateway-chat')

/** An account with a call and a top-up behind it, so that reports have something to show. */
const usedAccount = async (gateway: TestGateway): Promise<Account> => {
  const account = await gateway.account({
    customer: { email: 'ada@example.com' },
    key: { role: 'owner', label: 'laptop', key_last4: 'x4y2' },
  })
  await gateway.call(chat.routes, {
    ...chat.row.good(account),
    headers: { ...bearer(account.key), 'x-kaixu-install-id': 'laptop', 'x-kaixu-app': 'notebook' },
  })
  await gateway.settled()
  const topUp = rowOf('POST', 'admin-topup')
  const headers = await rightCredential('admin', account)
  await gateway.call(topUp.routes, { body: { customer_id: account.customerId, amount_cents: 500 }, headers })
  return account
}

const recordRefusals = async (newGateway: () => Promise<TestGateway>): Promise<Recordings['refusals']> => {
  await using gateway = await newGateway()
  const refusal = async (account: Account, change: Record<string, unknown> = {}): Promise<unknown> => {
    const { body } = chat.row.good(account)
    const response = await gateway.call(chat.routes, { key: account.key, body: { ...body, ...change } })
    return redactAnswer('application/json', await response.text())
  }
  // By the day, because a minute may end between two requests.
  const limited = await gateway.account({ key: { rpd_limit: 1 } })
  await refusal(limited)
  return {
    BAD_REQUEST: await refusal(limited, { temperature: 9 }),
    CAP_REACHED: await refusal(await gateway.account({ capCents: 0 })),
    RATE_LIMITED: await refusal(limited),
  }
}
