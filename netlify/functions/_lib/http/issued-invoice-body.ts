import { moneyBody } from '../domain/invoice-body.ts'
import { invoiceNumber } from '../domain/invoice-snapshot.ts'
import type { IssuedInvoice, OwnedInvoice } from '../services/invoices.ts'

/** An issued invoice in a list: what names it, and how its amount due comes about. */
export const issuedInvoiceBody = ({
  customer_id,
  month,
  revision,
  issued_at,
  issued_by,
  ...amounts
}: IssuedInvoice) => ({
  number: invoiceNumber({ customer: { id: customer_id }, month, revision }),
  month,
  revision,
  issued_at,
  issued_by,
  ...moneyBody('spent', amounts.spent_pico),
  ...moneyBody('plan_fee', amounts.plan_fee_pico),
  ...moneyBody('credits', amounts.extra_pico),
  ...moneyBody('amount_due', amounts.amount_due_pico),
})

/** The same, and whose it is. */
export const ownedInvoiceBody = (invoice: OwnedInvoice) => ({
  customer_id: invoice.customer_id,
  customer_email: invoice.customer_email,
  ...issuedInvoiceBody(invoice),
})
