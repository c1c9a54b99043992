import { z } from 'zod'
import { id, timestamp } from './columns.ts'
import { all, fragment, sql, type Database } from './database.ts'
import { issuedColumns, issuedInvoice } from './invoices.ts'

const ownedInvoice = issuedInvoice.extend({ id, customer_email: z.string(), issued_at: timestamp })
/** An issued invoice in a few figures, and whose it is. */
export type OwnedInvoice = z.output<typeof ownedInvoice>

export type AllInvoicesQuery = {
  /** Absent: of all months. */
  month: string | undefined
  /** A part of the customer's e-mail address, of the invoice's number, or of who issued it. */
  q: string | undefined
  /** The id of the last one of the page before. */
  before: string | undefined
  limit: number
}

/**
 * The last revision of every month of every customer, newest issued first; one more than the limit when there are more. It goes back
 * through the primary key: there are as many invoices as customers and months, and only those of the page are opened.
 */
export const listAllInvoices = (
  db: Database,
  { month, q, before, limit }: AllInvoicesQuery,
): Promise<OwnedInvoice[]> => {
  const older = before === undefined ? fragment`` : fragment` and i.id < ${before}`
  const ofMonth = month === undefined ? fragment`` : fragment` and i.month = ${month}`
  const named =
    q === undefined
      ? fragment``
      : fragment` and (i.customer_id in (select c.id from customers c where strpos(lower(c.email), lower(${q})) > 0)
          or strpos(lower(concat_ws(chr(10), concat(i.customer_id, '-', i.month, '-r', i.revision), i.issued_by)), lower(${q})) > 0)`
  return all(
    db,
    sql(ownedInvoice)`
      select i.id::text as id, ${issuedColumns}, c.email as customer_email
        from (
          select i.id from invoices i
           where i.revision = (
             select max(n.revision) from invoices n where n.customer_id = i.customer_id and n.month = i.month
           )${older}${ofMonth}${named}
           order by i.id desc limit ${limit + 1}
        ) newest
        join invoices i on i.id = newest.id
        join customers c on c.id = i.customer_id
       order by i.id desc`,
  )
}
