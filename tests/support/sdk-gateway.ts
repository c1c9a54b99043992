import { expect, vi } from 'vitest'
import type { Deps } from '../../netlify/functions/_lib/services/deps.ts'
import { createTestGateway, type Account, type TestGateway } from './gateway.ts'
import { serveRoutes } from './http-gateway.ts'
import { startStubVendor, type StubRequest, type StubVendor } from './stub-vendor.ts'

/** A gateway over HTTP before one vendor that plays all of them, as an official SDK meets it. */
export type SdkGateway = AsyncDisposable & {
  gateway: TestGateway
  vendor: StubVendor
  /** Without a path and without a slash at its end. */
  url: string
  /** For an SDK's `fetch` option: the real one, each request noted in `sent`. */
  fetch: typeof globalThis.fetch
  /** `POST /v1/messages` for each request that an SDK made, repeated attempts included; emptied by `inOrder`. */
  sent: string[]
  account: TestGateway['account']
  /** What the vendor was asked since the last `inOrder`. */
  asked(): readonly StubRequest[]
  /** Waits until everything is settled, and expects the books to be in order. */
  inOrder(): Promise<void>
  /** The charges of an account's calls so far, in the order in which they began. */
  events(account: Account): Promise<UsageEvent[]>
}

export type UsageEvent = { surface: string; provider: string; model: string; outcome: string; tokens: [number, number] }

export const startSdkGateway = async (
  environment: Record<string, string> = {},
  change?: (deps: Deps) => Deps,
): Promise<SdkGateway> => {
  const vendor = await startStubVendor()
  const variables = {
    OPENAI_BASE_URL: vendor.baseUrls.openai,
    OPENAI_API_KEY: 'stub-openai-key',
    ANTHROPIC_BASE_URL: vendor.baseUrls.anthropic,
    ANTHROPIC_API_KEY: 'stub-anthropic-key',
    GEMINI_BASE_URL: vendor.baseUrls.gemini,
    GEMINI_API_KEY: 'stub-gemini-key',
    GROQ_BASE_URL: vendor.baseUrls.openai,
    GROQ_API_KEY: 'stub-groq-key',
    ...environment,
  }
  const gateway = await createTestGateway(variables, change)
  const http = await serveRoutes(gateway)
  const sent: string[] = []
  let askedBefore = 0
  const settled = async () => {
    await gateway.settled()
    // The server's own background work is not ours to await; what it leaves open is.
    await vi.waitFor(async () => expect(await gateway.openHolds()).toBe(0), { timeout: 10_000, interval: 20 })
  }
  return {
    gateway,
    vendor,
    url: http.url,
    sent,
    fetch: (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input)
      sent.push(`${init?.method ?? 'GET'} ${url.pathname}`)
      // As it came: a Request in between can be collected as garbage, and the caller's abort with it.
      return fetch(input, init)
    },
    account: (options) => gateway.account(options),
    asked: () => vendor.requests.slice(askedBefore),
    inOrder: async () => {
      await settled()
      expect(await gateway.discrepancies()).toEqual([])
      askedBefore = vendor.requests.length
      sent.length = 0
    },
    events: async ({ customerId }) => {
      await settled()
      const rows = await gateway.books.query(
        `select surface, provider, model, outcome, array[input_tokens::int, output_tokens::int] as tokens
         from usage_events where customer_id = $1 order by id`,
        [customerId],
      )
      // The columns are those of the statement above.
      return [...rows] as UsageEvent[]
    },
    [Symbol.asyncDispose]: async () => {
      await http[Symbol.asyncDispose]()
      await gateway[Symbol.asyncDispose]()
      await vendor.close()
    },
  }
}
