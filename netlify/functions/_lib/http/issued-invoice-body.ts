import { moneyBody } from '../domain/invoice-body.ts'
import { invoiceNumber } from '../domain/invoice-snapshot.ts'
import type { IssuedInvoice } from '../services/invoices.ts'

/** An issued invoice in a list: what names it, and how its amount due comes about. */
export const issuedInvoiceBody = ({
  customer_id,
  spent_pico,
  plan_fee_pico,
  extra_pico,
  amount_due_pico,
  ...invoice
}: IssuedInvoice) => ({
  number: invoiceNumber({ customer: { id: customer_id }, ...invoice }),
  ...invoice,
  ...moneyBody('spent', spent_pico),
  ...moneyBody('plan_fee', plan_fee_pico),
  ...moneyBody('credits', extra_pico),
  ...moneyBody('amount_due', amount_due_pico),
})
