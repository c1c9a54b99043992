import { Group } from '@mantine/core'
import type { IssuedInvoice } from '../../../shared/answers.ts'
import type { Query } from '../../../shared/api.ts'
import type { Column } from '../../../shared/data-table.tsx'
import { monthName } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { Money } from '../../../shared/money.tsx'
import { actorName } from '../../actor-name.ts'
import { InvoiceActions } from './invoice-actions.tsx'

/** Issued invoices; `show` opens one as it is printed. */
export const invoiceColumns = (customerId: string, show: (query: Query) => void): readonly Column<IssuedInvoice>[] => [
  { title: 'Month', cell: ({ month }) => monthName(month), by: ({ month }) => month },
  {
    title: 'Revision',
    onPhone: 'hide',
    cell: ({ revision }) => revision,
    by: ({ revision }) => revision,
    align: 'right',
  },
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
  {
    title: 'Open',
    cell: ({ month, revision }) => (
      <Group gap="xs" justify="flex-end">
        <InvoiceActions
          query={{ customer_id: customerId, month, revision }}
          name={`${month} r${revision}`}
          show={show}
        />
      </Group>
    ),
    align: 'right',
  },
]
