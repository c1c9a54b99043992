import { expect } from 'vitest'
import type { ErrorCode } from '../../netlify/functions/_lib/domain/errors.ts'
import { errorCodesOf } from '../../scripts/openapi/error-responses.ts'
import { errorBodyOf } from './error-body.ts'
import type { Account, TestGateway } from './gateway.ts'
import type { TableRow } from './route-table.ts'
import type { StubStripe } from './stub-stripe.ts'
import type { StubVendor } from './stub-vendor.ts'
import { versionTables } from './table-rows.ts'

export type Neighbourhood = { vendor: StubVendor; stripe: StubStripe }

export type Knock = {
  row: TableRow
  /** Whom the good request is about. */
  about: Account
  headers: Record<string, string>
  /** Tables that a refusal may change. */
  excused?: readonly string[]
}

let addresses = 0

/**
 * Sends a route's good request with a credential. A refusal has to leave no trace, to ask nobody else, and to be one that the API
 * reference names.
 */
export const knock = async (
  gateway: TestGateway,
  { vendor, stripe }: Neighbourhood,
  { row: { method, routes, route, row }, about, headers, excused = [] }: Knock,
): Promise<{ status: number; text: string; code: ErrorCode | undefined }> => {
  await row.prepare?.(about, gateway.books)
  const { headers: own, ...good } = row.good(about)
  // Wrong passwords are counted per address.
  const from = { 'x-nf-client-connection-ip': `address-${addresses++}` }
  const before = await versionTables(gateway.books, { except: excused })
  const calls = vendor.requests.length + stripe.requests.length
  const response = await gateway.call(routes, { method, ...good, headers: { ...headers, ...from, ...own } })
  const { status } = response
  const text = await response.clone().text()
  // What goes on after an answer would be taken for a trace of the next request.
  await gateway.settled()
  if (status < 400) return { status, text, code: undefined }
  const { code } = await errorBodyOf(response)
  expect(errorCodesOf(route, method), 'the refusals that the API reference names').toContain(code)
  expect(await versionTables(gateway.books, { except: excused })).toEqual(before)
  expect(vendor.requests.length + stripe.requests.length).toBe(calls)
  return { status, text, code }
}
