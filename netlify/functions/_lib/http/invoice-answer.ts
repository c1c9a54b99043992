import { invoiceNumber, type InvoiceSnapshot } from '../domain/invoice-snapshot.ts'
import { monthOf } from '../domain/period.ts'
import type { Deps } from '../services/deps.ts'
import { invoiceOf, invoicesOf, type IssuedInvoice, type OwnedInvoice } from '../services/invoices.ts'
import type { Paged } from '../services/paging.ts'
import { BYTE_ORDER_MARK } from './byte-order-mark-field.ts'
import { csvText } from './csv.ts'
import { invoiceAnswerBody } from './invoice-answer-body.ts'
import { invoiceCsv } from './invoice-csv.ts'
import { listedMonth, wantsList, type InvoiceFields } from './invoice-fields.ts'
import { invoicePage } from './invoice-page.ts'
import { issuedInvoiceBody, ownedInvoiceBody } from './issued-invoice-body.ts'
import { json } from './json.ts'

/** What is asked of a customer's invoices; `echo` are fields that the JSON answers carry besides. */
export const invoiceAnswer = async (
  deps: Deps,
  customerId: string,
  asked: InvoiceFields,
  echo: Readonly<Record<string, unknown>> = {},
): Promise<Response> => {
  if (wantsList(asked)) {
    const { q, cursor: before, limit } = asked
    const list = await invoicesOf(deps, { customerId, month: listedMonth(asked), q, before, limit })
    return json({ ...echo, ...invoicesBody(list) })
  }
  const revision = asked.preview ? 'live' : (asked.revision ?? 'latest')
  const month = asked.month ?? monthOf(new Date())
  const invoice = await invoiceOf(deps, { customerId, month, revision })
  switch (asked.format) {
    case 'json':
      return json({ ...echo, ...invoiceAnswerBody(month, invoice) })
    case 'csv':
      return csv(invoice.snapshot, asked.bom)
    case 'html':
      return html(invoice.snapshot)
  }
}

/** A page of what was issued. */
export const invoicesBody = ({ rows, nextCursor }: Paged<IssuedInvoice>) => ({
  invoices: rows.map(issuedInvoiceBody),
  next_cursor: nextCursor,
})

/** A page of what was issued to anybody. */
export const allInvoicesBody = ({ rows, nextCursor }: Paged<OwnedInvoice>) => ({
  invoices: rows.map(ownedInvoiceBody),
  next_cursor: nextCursor,
})

const csv = (snapshot: InvoiceSnapshot, bom: boolean): Response => {
  const { columns, rows } = invoiceCsv(snapshot)
  const name = invoiceNumber(snapshot) ?? `${snapshot.customer.id}-${snapshot.month}-preview`
  return new Response((bom ? BYTE_ORDER_MARK : '') + csvText(columns, rows), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="kaixu-invoice-${name}.csv"`,
      'x-kaixu-row-count': String(rows.length),
    },
  })
}

const html = async (snapshot: InvoiceSnapshot): Promise<Response> =>
  new Response(await invoicePage(snapshot), {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      // Its own style and nothing else: no script, no image, no other address.
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    },
  })
