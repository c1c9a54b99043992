import { invoiceBody } from '../domain/invoice-body.ts'
import type { Invoice } from '../services/invoices.ts'
import { issuedInvoiceBody } from './issued-invoice-body.ts'

/** A month's invoice: as it was issued, with all its revisions, or as it stands. */
export const invoiceAnswerBody = (month: string, { snapshot, issued }: Invoice) => ({
  exists: issued !== undefined,
  month,
  ...(issued === undefined ? {} : { revision: snapshot.revision, revisions: issued.revisions.map(issuedInvoiceBody) }),
  snapshot: invoiceBody(snapshot),
  ...(issued === undefined ? {} : { created_at: issued.firstAt, updated_at: issued.at }),
})
