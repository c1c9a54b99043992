import { moneyBody } from '../domain/invoice-body.ts'
import type { IssuedInvoice } from '../services/invoices.ts'

/** An issued invoice in a list. */
export const issuedInvoiceBody = ({ amount_due_pico, ...invoice }: IssuedInvoice) => ({
  ...invoice,
  ...moneyBody('amount_due', amount_due_pico),
})
