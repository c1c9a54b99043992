import { html } from 'hono/html'
import { creditLines } from '../domain/invoice-credits.ts'
import { invoiceDollars } from '../domain/invoice-dollars.ts'
import type { InvoiceSnapshot, LineItem } from '../domain/invoice-snapshot.ts'
import { PICO_PER_CENT, picoToUsd } from '../domain/money.ts'

/** A piece of a page. */
export type Markup = ReturnType<typeof html>

/** Rounded to the cent, and below it the exact amount where that is another. */
export const amount = (pico: bigint): Markup =>
  html`${invoiceDollars(pico)}${pico % PICO_PER_CENT === 0n ? '' : html`<small>${picoToUsd(pico)}</small>`}`

const count = (value: number): string => (value === 0 ? '–' : value.toLocaleString('en-US'))

/** `2026-11-01 00:30:12 UTC` */
export const instant = (time: string): string => `${time.slice(0, 19).replace('T', ' ')} UTC`

const note = (value: number, words: string): Markup | '' =>
  value === 0 ? '' : html`<small>${count(value)} ${words}</small>`

/** Every key and below it its models, with their tokens by class. */
export const usageTable = ({ keys, line_items: lines }: InvoiceSnapshot): Markup => html`
  <div class="wide">
    <table>
      <thead>
        <tr>
          <th>Key and model</th>
          <th>Calls</th>
          <th>Uncached input</th>
          <th>Cached input</th>
          <th>Cache writes</th>
          <th>Output</th>
          <th class="money">Amount</th>
        </tr>
      </thead>
      ${keys.map(
        (key) => html`
          <tbody>
            <tr>
              <th colspan="6"><bdi>${key.label}</bdi> <span class="last4">····${key.key_last4}</span></th>
              <th class="money">${amount(key.spent_pico)}</th>
            </tr>
            ${lines.filter(({ api_key_id }) => api_key_id === key.api_key_id).map(usageRow)}
          </tbody>
        `,
      )}
    </table>
  </div>
`

const usageRow = (line: LineItem): Markup => html`
  <tr>
    <td><bdi>${line.provider} / ${line.model}</bdi></td>
    <td>${count(line.calls)}${note(line.estimated_calls, 'estimated')}</td>
    <td>${count(line.input_tokens)}</td>
    <td>${count(line.cached_tokens)}</td>
    <td>${count(line.cache_write_tokens)}</td>
    <td>${count(line.output_tokens)}${note(line.reasoning_tokens, 'reasoning')}</td>
    <td class="money">${amount(line.amount_pico)}</td>
  </tr>
`

const SOURCES: Readonly<Record<string, string>> = {
  manual: 'Credit by the operator',
  stripe: 'Card payment',
  auto: 'Automatic top-up',
}

/** Top-ups, and what was taken back of them. */
export const creditsTable = ({ topups }: InvoiceSnapshot): Markup => html`
  <table>
    <thead>
      <tr>
        <th>Received</th>
        <th class="left">From</th>
        <th class="money">Amount</th>
      </tr>
    </thead>
    <tbody>
      ${creditLines(topups).map(
        ({ type, source, stripe_session_id: reference, created_at: at, amount_pico: pico }) => html`
          <tr>
            <td>${instant(at)}</td>
            <td class="left">
              ${type === 'reversal' ? 'Refunded or disputed: ' : ''}${SOURCES[source] ?? source}${
                reference === null ? '' : html`<small>${reference}</small>`
              }
            </td>
            <td class="money">${amount(pico)}</td>
          </tr>
        `,
      )}
    </tbody>
  </table>
`

/** From usage to what is due. */
export const totalsTable = ({ totals, customer }: InvoiceSnapshot): Markup => html`
  <table class="totals">
    <tbody>
      ${totalRow('Usage', totals.spent_pico)}
      ${totalRow(html`Plan <bdi>${customer.plan_name}</bdi>`, totals.plan_fee_pico)}
      ${totals.push_total_pico === 0n ? '' : totalRow('Deploys', totals.push_total_pico)}
      ${totalRow('Total', totals.grand_total_pico, 'sum')} ${totalRow('Credits received', -totals.extra_pico)}
      ${totalRow(dueLabel(totals.amount_due_pico), magnitude(totals.amount_due_pico), 'last')}
    </tbody>
  </table>
`

const totalRow = (label: string | Markup, pico: bigint, kind = ''): Markup => html`
  <tr class="${kind}">
    <td>${label}</td>
    <td class="money">${amount(pico)}</td>
  </tr>
`

export const dueLabel = (pico: bigint): string => (pico < 0n ? 'Credit left' : 'Amount due')

export const magnitude = (pico: bigint): bigint => (pico < 0n ? -pico : pico)
