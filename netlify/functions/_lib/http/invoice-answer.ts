import { invoiceBody, moneyBody } from '../domain/invoice-body.ts'
import { invoiceNumber, type InvoiceSnapshot } from '../domain/invoice-snapshot.ts'
import type { Deps } from '../services/deps.ts'
import { invoiceOf, invoicesOf, type Invoice, type IssuedInvoice } from '../services/invoices.ts'
import { csvText } from './csv.ts'
import { invoiceCsv } from './invoice-csv.ts'
import { wantsList, type InvoiceFields } from './invoice-fields.ts'
import { invoicePage } from './invoice-page.ts'
import { json } from './json.ts'

/** What is asked of a customer's invoices; `echo` are fields that the JSON answers carry besides. */
export const invoiceAnswer = async (
  deps: Deps,
  customerId: string,
  asked: InvoiceFields,
  echo: Readonly<Record<string, unknown>> = {},
): Promise<Response> => {
  if (wantsList(asked)) {
    const list = await invoicesOf(deps, { customerId, before: asked.cursor, limit: asked.limit })
    return json({ ...echo, invoices: list.rows.map(issuedBody), next_cursor: list.nextCursor })
  }
  const revision = asked.preview ? 'live' : (asked.revision ?? 'latest')
  const invoice = await invoiceOf(deps, { customerId, month: asked.month, revision })
  switch (asked.format) {
    case 'json':
      return json({ exists: invoice.issued !== undefined, month: asked.month, ...echo, ...answerBody(invoice) })
    case 'csv':
      return csv(invoice.snapshot)
    case 'html':
      return html(invoice.snapshot)
  }
}

const answerBody = ({ snapshot, issued }: Invoice) => ({
  ...(issued === undefined ? {} : { revision: snapshot.revision, revisions: issued.revisions.map(issuedBody) }),
  snapshot: invoiceBody(snapshot),
  ...(issued === undefined ? {} : { created_at: issued.firstAt, updated_at: issued.at }),
})

const issuedBody = ({ amount_due_pico, ...invoice }: IssuedInvoice) => ({
  ...invoice,
  ...moneyBody('amount_due', amount_due_pico),
})

const csv = (snapshot: InvoiceSnapshot): Response => {
  const { columns, rows } = invoiceCsv(snapshot)
  const name = invoiceNumber(snapshot) ?? `${snapshot.customer.id}-${snapshot.month}-preview`
  return new Response(csvText(columns, rows), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="kaixu-invoice-${name}.csv"`,
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
