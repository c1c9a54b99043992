import { html, raw } from 'hono/html'
import { invoiceNumber, type InvoiceSnapshot } from '../domain/invoice-snapshot.ts'
import { endOfMonth } from '../domain/period.ts'
import { INVOICE_STYLE } from './invoice-style.ts'
import {
  amount,
  creditsTable,
  dueLabel,
  instant,
  magnitude,
  totalsTable,
  usageTable,
  type Markup,
} from './invoice-tables.ts'

/** An invoice to look at and to print: one page of HTML that needs nothing else. Made from its snapshot alone. */
export const invoicePage = async (snapshot: InvoiceSnapshot): Promise<string> => {
  const number = invoiceNumber(snapshot)
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${number === null ? 'Preview of an invoice' : `Invoice ${number}`}</title>
        <style>
          ${raw(INVOICE_STYLE)}
        </style>
      </head>
      <body class="${number === null ? 'preview' : 'issued'}">
        <header>
          <div>
            <h1>Invoice</h1>
            <p class="number">${number ?? 'PREVIEW'}</p>
          </div>
          <p class="seller"><bdi>${snapshot.seller}</bdi></p>
        </header>
        ${notice(snapshot)} ${facts(snapshot)}
        ${
          snapshot.keys.length === 0
            ? ''
            : html`<h2>Usage</h2>
                ${usageTable(snapshot)}`
        }
        ${
          snapshot.topups.length === 0
            ? ''
            : html`<h2>Credits</h2>
                ${creditsTable(snapshot)}`
        }
        ${totalsTable(snapshot)}
        <footer>
          Amounts are in US dollars, shown rounded to the cent, half up; where the exact amount is another it stands
          below. The amount due is made of the exact amounts, so the rounded ones may differ from it in the last place.
          Tokens: all input is the uncached input, what was read from a cache and what was written to one; output
          includes reasoning. Times are UTC.
        </footer>
      </body>
    </html>`
  return (await page).toString()
}

const notice = (snapshot: InvoiceSnapshot): Markup | '' => {
  if (snapshot.revision === null) {
    return html`<p class="notice">
      <b>PREVIEW</b> How the month stands at ${instant(snapshot.generated_at)}; not an invoice.
    </p>`
  }
  if (new Date(snapshot.generated_at) >= endOfMonth(snapshot.month)) return ''
  return html`<p class="notice">
    <b>INTERIM</b> Issued before the month had ended; what came later is in a later revision.
  </p>`
}

const facts = ({ customer, month, generated_at: at, revision, totals }: InvoiceSnapshot): Markup => html`
  <dl class="facts">
    <div>
      <dt>Bill to</dt>
      <dd><bdi>${customer.email}</bdi></dd>
      <dd>Customer ${customer.id}</dd>
    </div>
    <div>
      <dt>Month</dt>
      <dd>${monthName(month)}</dd>
      <dd>${revision === null ? 'As of' : 'Issued at'} ${instant(at)}</dd>
    </div>
    <div class="due">
      <dt>${dueLabel(totals.amount_due_pico)}</dt>
      <dd class="amount">${amount(magnitude(totals.amount_due_pico))}</dd>
    </div>
  </dl>
`

const MONTHS = 'January February March April May June July August September October November December'.split(' ')

const monthName = (month: string): string => `${MONTHS[Number(month.slice(5)) - 1] ?? ''} ${month.slice(0, 4)}`
