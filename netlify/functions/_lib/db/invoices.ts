import { z } from 'zod'
import { invoiceSnapshot } from '../domain/invoice-snapshot.ts'
import { id, pico, timestamp } from './columns.ts'
import { all, fragment, maybe, one, sql, type Database } from './database.ts'
import { nestedTimestamp, rowsOf } from './nested.ts'

/** Invoices as sql/0010_invoices.sql makes and keeps them. */

/** The SQLSTATE of a snapshot whose lines, keys and totals are not the same. */
export const BOOKS_DO_NOT_ADD_UP = '23000'

export const issuedInvoice = z.object({
  customer_id: id,
  month: z.string(),
  revision: z.int(),
  spent_pico: pico,
  plan_fee_pico: pico,
  /** Top-ups less what was taken back of them. */
  extra_pico: pico,
  amount_due_pico: pico,
  issued_at: nestedTimestamp,
  issued_by: z.string(),
})
/** An issued invoice in a few figures. */
export type IssuedInvoice = z.output<typeof issuedInvoice>

/** Of an invoice named i. */
export const issuedColumns = fragment`i.customer_id::text as customer_id, i.month, i.revision,
  i.snapshot #>> '{totals,spent_pico}' as spent_pico, i.snapshot #>> '{totals,plan_fee_pico}' as plan_fee_pico,
  i.snapshot #>> '{totals,extra_pico}' as extra_pico, i.amount_due_pico::text as amount_due_pico, i.issued_at, i.issued_by`

const foundInvoice = z.object({
  /** Newest first, a hundred at most. */
  revisions: z.array(issuedInvoice),
  first_issued_at: timestamp.nullable(),
  /** The one asked for, when it was issued. */
  issued_at: timestamp.nullable(),
  issued: invoiceSnapshot.nullable(),
  /** How things stand, when that is asked for or nothing was issued. */
  live: invoiceSnapshot.nullable(),
})
export type FoundInvoice = z.output<typeof foundInvoice>

export type InvoiceQuery = {
  customerId: string
  month: string
  /** `live`: how things stand, whatever was issued. */
  revision: number | 'latest' | 'live'
  /** What a live one names as its sender. */
  seller: string
}

/** Undefined when there is no such customer. */
export const findInvoice = (
  db: Database,
  { customerId, month, revision, seller }: InvoiceQuery,
): Promise<FoundInvoice | undefined> => {
  const ofMonth = fragment`i.customer_id = ${customerId} and i.month = ${month}`
  const chosen =
    revision === 'live'
      ? fragment`false`
      : revision === 'latest'
        ? fragment`i.revision = (select max(i.revision) from invoices i where ${ofMonth})`
        : fragment`i.revision = ${revision}`
  const live =
    typeof revision === 'number'
      ? fragment`null`
      : fragment`case when i.id is null then invoice_snapshot(c.id, ${month}, ${seller}) end`
  return maybe(
    db,
    sql(foundInvoice)`
      select i.issued_at, i.snapshot as issued, ${live} as live,
             (select i.issued_at from invoices i where ${ofMonth} and i.revision = 1) as first_issued_at,
             ${rowsOf(
               fragment`select ${issuedColumns} from invoices i where ${ofMonth} order by i.revision desc limit 100`,
             )} as revisions
        from customers c
        left join invoices i on i.customer_id = c.id and i.month = ${month} and ${chosen}
       where c.id = ${customerId}`,
  )
}

export type InvoiceListQuery = {
  customerId: string
  /** Undefined: of all months. */
  month: string | undefined
  /** A part of the invoice's number (5-2026-10-r1), and so of its month, or of who issued it. */
  q: string | undefined
  /** The last month of the page before. */
  before: string | undefined
  limit: number
}

const invoiceList = z.object({ invoices: z.array(issuedInvoice) })

/**
 * The last revision of each month, newest month first; one more than the limit when there are more. Undefined when there is no such
 * customer.
 */
export const listInvoices = async (
  db: Database,
  { customerId, month, q, before, limit }: InvoiceListQuery,
): Promise<IssuedInvoice[] | undefined> => {
  const older = before === undefined ? fragment`` : fragment` and i.month < ${before}`
  const ofMonth = month === undefined ? fragment`` : fragment` and i.month = ${month}`
  // Of the last revisions: one that was replaced is not to be found.
  const named =
    q === undefined
      ? fragment``
      : fragment`where strpos(lower(concat_ws(chr(10), concat(${customerId}::text, '-', i.month, '-r', i.revision), i.issued_by)),
          lower(${q})) > 0`
  const list = fragment`select * from (
      select distinct on (i.month) ${issuedColumns} from invoices i
       where i.customer_id = ${customerId}${older}${ofMonth} order by i.month desc, i.revision desc
    ) i ${named} order by i.month desc limit ${limit + 1}`
  const found = await maybe(
    db,
    sql(invoiceList)`select ${rowsOf(list)} as invoices from customers c where c.id = ${customerId}`,
  )
  return found?.invoices
}

const newInvoice = z.discriminatedUnion('verdict', [
  z.object({ verdict: z.enum(['ISSUED', 'REPEATED']), snapshot: invoiceSnapshot }),
  z.object({ verdict: z.enum(['EXISTS', 'MISMATCH', 'NOT_FOUND']) }),
])

export type InvoiceOrder = {
  customerId: string
  /** Undefined: the current one. */
  month: string | undefined
  actor: string
  /** What names the request that is to issue one revision, however often it comes. */
  requestId?: string | undefined
  /** `unless-issued`: nothing when one was issued since the month ended. */
  when: 'always' | 'unless-issued'
  seller: string
}

export const issueInvoice = (db: Database, order: InvoiceOrder): Promise<z.output<typeof newInvoice>> =>
  one(
    db,
    sql(newInvoice)`select * from issue_invoice(${order.customerId}, ${order.month ?? null}, ${order.actor},
      ${order.when === 'unless-issued'}, ${order.seller}, ${order.requestId ?? null})`,
  )

const dueInvoice = z.object({ customer_id: id })

/** The next customers, by id, who are to get an invoice for a month that has ended. */
export const findInvoicesDue = async (
  db: Database,
  { month, after, limit }: { month: string; after: string; limit: number },
): Promise<string[]> => {
  const due = await all(db, sql(dueInvoice)`select * from invoices_due(${month}, ${after}, ${limit})`)
  return due.map(({ customer_id }) => customer_id)
}
