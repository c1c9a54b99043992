import { Group } from '@mantine/core'
import type { IssuedInvoice } from '../../../shared/answers.ts'
import type { Query } from '../../../shared/api.ts'
import type { Column } from '../../../shared/data-table.tsx'
import { monthName } from '../../../shared/format.ts'
import { InvoiceActions } from './invoice-actions.tsx'
import { ISSUED_COLUMNS } from './issued-columns.tsx'

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
  ...ISSUED_COLUMNS,
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
