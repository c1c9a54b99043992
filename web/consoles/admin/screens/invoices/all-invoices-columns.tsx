import { Stack, Text } from '@mantine/core'
import type { OwnedInvoice } from '../../../shared/answers.ts'
import type { Column } from '../../../shared/data-table.tsx'
import { monthName } from '../../../shared/format.ts'
import { Money } from '../../../shared/money.tsx'
import { ISSUED_COLUMNS } from './issued-columns.tsx'

/** Where the screen is too narrow for a column of months, the month is below. */
const CustomerAndMonth = ({ of: { customer_email: email, month } }: { of: OwnedInvoice }) => (
  <Stack gap={0}>
    <span style={{ overflowWrap: 'anywhere' }}>{email}</span>
    <Text size="xs" c="dimmed" hiddenFrom="sm">
      {monthName(month)}
    </Text>
  </Stack>
)

/** Issued invoices, and whose they are. */
export const ALL_INVOICES_COLUMNS: readonly Column<OwnedInvoice>[] = [
  {
    title: 'Customer',
    cell: (invoice) => <CustomerAndMonth of={invoice} />,
    by: (invoice) => invoice.customer_email,
  },
  {
    title: 'Month',
    onPhone: 'hide',
    cell: ({ month }) => <span className="kx-one-line">{monthName(month)}</span>,
    by: ({ month }) => month,
  },
  {
    title: 'Number',
    onPhone: 'hide',
    cell: ({ number }) => <span className="kx-mono kx-one-line">{number}</span>,
  },
  {
    title: 'Usage',
    onPhone: 'hide',
    cell: (invoice) => <Money usd={invoice.spent_usd} digits={2} />,
    by: (invoice) => invoice.spent_cents,
    align: 'right',
  },
  ...ISSUED_COLUMNS,
]
