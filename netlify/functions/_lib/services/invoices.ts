import { listAllInvoices, type AllInvoicesQuery, type OwnedInvoice } from '../db/all-invoices.ts'
import { sqlState } from '../db/failure.ts'
import {
  BOOKS_DO_NOT_ADD_UP,
  findInvoice,
  issueInvoice,
  listInvoices,
  type InvoiceListQuery,
  type InvoiceOrder,
  type IssuedInvoice,
} from '../db/invoices.ts'
import { GatewayError } from '../domain/errors.ts'
import type { InvoiceSnapshot } from '../domain/invoice-snapshot.ts'
import { monthOf } from '../domain/period.ts'
import { hasRole } from '../domain/roles.ts'
import type { Deps } from './deps.ts'
import { noSuchCustomer } from './not-found.ts'
import { nextPage, type Paged } from './paging.ts'
import type { AuthenticatedKey } from './spender.ts'

export type { IssuedInvoice, OwnedInvoice }

export type Invoice = {
  snapshot: InvoiceSnapshot
  /** Undefined: not issued, how things stand. */
  issued: { firstAt: Date; at: Date; revisions: IssuedInvoice[] } | undefined
}

/**
 * A month's invoice: the revision that is asked for, or the latest; how things stand when none was issued, or `live` is asked for.
 * @throws GatewayError NOT_FOUND
 */
export const invoiceOf = async (
  deps: Deps,
  asked: { customerId: string; month: string; revision: number | 'latest' | 'live' },
): Promise<Invoice> => {
  const found = await explained(findInvoice(deps.db, { ...asked, seller: deps.settings.invoiceSeller }))
  if (found === undefined) throw noSuchCustomer()
  const { issued, issued_at: at, first_issued_at: firstAt, live, revisions } = found
  if (issued !== null && at !== null && firstAt !== null)
    return { snapshot: issued, issued: { firstAt, at, revisions } }
  if (live !== null) return { snapshot: live, issued: undefined }
  throw new GatewayError('NOT_FOUND', 'There is no such revision of the invoice', {
    hint: revisions[0] === undefined ? 'None was issued.' : `The latest is ${revisions[0].revision}.`,
  })
}

/** The invoices that count, newest month first. @throws GatewayError NOT_FOUND */
export const invoicesOf = async (deps: Deps, asked: InvoiceListQuery): Promise<Paged<IssuedInvoice>> => {
  const found = await listInvoices(deps.db, asked)
  if (found === undefined) throw noSuchCustomer()
  return nextPage(found, asked.limit, ({ month }) => month)
}

/** The invoices of all customers that count, newest issued first. */
export const allInvoices = async (deps: Deps, asked: AllInvoicesQuery): Promise<Paged<OwnedInvoice>> =>
  nextPage(await listAllInvoices(deps.db, asked), asked.limit, ({ id }) => id)

/**
 * Issues the next revision of a month's invoice; a request that was carried out before issues nothing and gives the first one's answer.
 * @throws GatewayError BAD_REQUEST for a month that has not begun, NOT_FOUND, IDEMPOTENCY_MISMATCH
 */
export const issueInvoiceOf = async (
  deps: Deps,
  order: Pick<InvoiceOrder, 'customerId' | 'month' | 'requestId' | 'actor'>,
): Promise<{ snapshot: InvoiceSnapshot; repeated: boolean }> => {
  if (order.month !== undefined && order.month > monthOf(new Date())) {
    throw new GatewayError('BAD_REQUEST', 'month: has not begun', { details: { field: 'month' } })
  }
  const seller = deps.settings.invoiceSeller
  const issued = await explained(issueInvoice(deps.db, { ...order, when: 'always', seller }))
  switch (issued.verdict) {
    case 'ISSUED':
    case 'REPEATED':
      return { snapshot: issued.snapshot, repeated: issued.verdict === 'REPEATED' }
    case 'MISMATCH':
      throw new GatewayError('IDEMPOTENCY_MISMATCH', 'This Idempotency-Key was used for another invoice', {
        hint: 'Use a new Idempotency-Key for another customer or month.',
      })
    // Only what is issued unless it was before may exist.
    case 'EXISTS':
    case 'NOT_FOUND':
      throw noSuchCustomer()
  }
}

/** @throws GatewayError FORBIDDEN for keys below admin: an invoice shows what every key used */
export const assertSeesInvoices = ({ role }: AuthenticatedKey): void => {
  if (hasRole(role, 'admin')) return
  throw new GatewayError('FORBIDDEN', 'This needs a key with the role admin', {
    hint: 'An invoice shows what all keys of the account used; user-summary shows what your own did.',
  })
}

/** Says so when there is no invoice because the books are not in order; whoever asks can do nothing about it. */
const explained = <T>(work: Promise<T>): Promise<T> =>
  work.catch((cause: unknown) => {
    if (sqlState(cause) !== BOOKS_DO_NOT_ADD_UP) throw cause
    throw new GatewayError('SERVER_ERROR', 'The books of this month do not add up, so there is no invoice of it', {
      hint: 'The operator sees where with verify=1 on admin-ledger.',
      cause,
    })
  })
