import type { IssuedInvoice } from '../../../shared/answers.ts'
import type { Column } from '../../../shared/data-table.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { Money } from '../../../shared/money.tsx'
import { actorName } from '../../actor-name.ts'

/** What is said of an issued invoice in every list of them. */
export const ISSUED_COLUMNS: readonly Column<IssuedInvoice>[] = [
  {
    title: 'Amount due',
    cell: (invoice) => <Money usd={invoice.amount_due_usd} digits={2} />,
    by: (invoice) => invoice.amount_due_cents,
    align: 'right',
  },
  {
    title: 'Issued',
    onPhone: 'hide',
    cell: (invoice) => <Instant at={invoice.issued_at} />,
    by: (invoice) => invoice.issued_at,
  },
  { title: 'By', onPhone: 'hide', cell: (invoice) => actorName(invoice.issued_by), by: (invoice) => invoice.issued_by },
]
