import { expect } from 'vitest'
import { dispatch } from '../../netlify/functions/_lib/http/dispatch.ts'
import { rightCredential } from './credentials.ts'
import { errorBodyOf } from './error-body.ts'
import { createTestGateway, type Account, type TestGateway } from './gateway.ts'
import type { TableRow } from './route-table.ts'
import { startStubStripe } from './stub-stripe.ts'
import { startStubVendor, type StubVendor } from './stub-vendor.ts'

export type Sent = {
  body?: string | Uint8Array<ArrayBuffer> | ReadableStream
  query?: string
  headers?: Record<string, string>
}

/** A gateway whose every provider is the stub vendor, to throw anything at. */
export type ProvingGround = AsyncDisposable & {
  gateway: TestGateway
  vendor: StubVendor
  /** Who calls: has money enough for everything. */
  account: Account
  /** Sends with the right credential of the row, from an address of its own; comes back when nothing runs any more. */
  send(row: TableRow, sent: Sent): Promise<Response>
  /** A request that works, about a key and a customer of its own, so that a rotation or a revocation harms nobody else. */
  goodRequest(row: TableRow): Promise<{ query: string; body: Readonly<Record<string, unknown>> }>
  assertBooksInOrder(): Promise<void>
}

export const createProvingGround = async (): Promise<ProvingGround> => {
  const vendor = await startStubVendor({
    behaviour: { kind: 'answer', chunks: ['ok'], usage: { input: 1, output: 1 } },
  })
  const stripe = await startStubStripe()
  const gateway = await createTestGateway({
    ...stripe.environment,
    OPENAI_BASE_URL: vendor.baseUrls.openai,
    OPENAI_API_KEY: 'stub',
    ANTHROPIC_BASE_URL: vendor.baseUrls.anthropic,
    ANTHROPIC_API_KEY: 'stub',
    GEMINI_BASE_URL: vendor.baseUrls.gemini,
    GEMINI_API_KEY: 'stub',
  })
  // What is to be proved here is not who may.
  const anything = { capCents: 500_000_000, key: { role: 'owner' } }
  const account = await gateway.account(anything)
  let addresses = 0
  return {
    gateway,
    vendor,
    account,
    send: async ({ routes, method, row }, { body, query = '', headers = {} }) => {
      const request = new Request(`http://gateway.test/.netlify/functions/under-test${query}`, {
        method,
        headers: {
          ...(await rightCredential(row.auth, account)),
          // Wrong passwords are counted per address, and here every one is a guess of somebody else.
          'x-nf-client-connection-ip': `address-${addresses++}`,
          ...headers,
        },
        ...(body === undefined ? {} : { body, duplex: 'half' as const }),
      })
      const pending: Promise<unknown>[] = []
      const response = await dispatch(routes, request, gateway.deps, (work) => void pending.push(work))
      await Promise.allSettled(pending)
      return response
    },
    goodRequest: async ({ row }) => {
      const named = await gateway.account(anything)
      // The request may be about the account that it names, or about the one that sends it.
      for (const one of [named, account]) await row.prepare?.(one, gateway.books)
      const { query = '', body = {} } = row.good(row.stranger === undefined ? named : account)
      return { query, body }
    },
    assertBooksInOrder: async () => {
      expect(await gateway.discrepancies()).toEqual([])
      expect(await gateway.openCalls()).toBe(0)
    },
    [Symbol.asyncDispose]: async () => {
      await gateway[Symbol.asyncDispose]()
      await vendor.close()
      await stripe.close()
    },
  }
}

/** The status of an answer that is no failure of the gateway, and whose body is well formed if it is an error. */
export const survived = async (response: Response): Promise<number> => {
  const { status } = response
  expect(status, status >= 500 ? await response.clone().text() : '').toBeLessThan(500)
  if (status >= 400) await errorBodyOf(response)
  else expect(await response.text()).not.toContain('event: error')
  return status
}
