import { picoToCents, picoToUsd } from '../domain/money.ts'
import type { Ledger, LedgerEntry, Verification } from '../services/ledger.ts'
import type { ReportScope } from '../services/usage-reports.ts'

/** An entry: every field that its hash covers as it was hashed (docs/money.md has the recipe), and the amount to read. */
const entryBody = (entry: LedgerEntry) => ({
  ...entry,
  amount_pico: entry.amount_pico.toString(),
  amount_cents: picoToCents(entry.amount_pico),
  amount_usd: picoToUsd(entry.amount_pico),
})

export const ledgerBody = (customerId: string, { head, entries }: Ledger) => ({
  customer_id: customerId,
  head,
  entries: entries.rows.map(entryBody),
  next_cursor: entries.nextCursor,
})

/** As the holder of a key sees it: where the chain ends says how much the keys beside this one are used. */
export const ownLedgerBody = (scope: ReportScope, customerId: string, ledger: Ledger) => {
  const body = ledgerBody(customerId, ledger)
  return { scope, ...body, head: scope === 'customer' ? body.head : null }
}

export const verificationBody = (customerId: string, { problems, residuePico }: Verification) => ({
  customer_id: customerId,
  in_order: problems.length === 0,
  residue_pico: residuePico.toString(),
  residue_usd: picoToUsd(residuePico),
  problems: problems.map(({ problem, subject, expected, found }) => ({ problem, subject, expected, found })),
})
