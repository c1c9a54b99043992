import { Stack, Title } from '@mantine/core'
import type { Billing } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { dollarsOfCents } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import type { Paging } from '../../../shared/paging.ts'
import { StatusBadge } from '../../../shared/status-badge.tsx'

type TopUp = Billing['topups'][number]

const SOURCE = { manual: 'by the operator', stripe: 'paid by card', auto: 'automatic' } as const

const STATUS = {
  applied: { tone: 'good', text: 'credited' },
  partly_reversed: { tone: 'warn', text: 'partly taken back' },
  reversed: { tone: 'bad', text: 'taken back' },
} as const

/** What was paid in, newest first. */
export const TopUpHistory = ({
  rows,
  paging,
  nextCursor,
}: {
  rows: readonly TopUp[]
  paging: Paging
  nextCursor: string | null
}) => (
  <Stack gap="xs">
    <Title order={2} size="h5">
      History
    </Title>
    <DataTable
      label="Top-ups"
      rows={rows}
      keyOf={(row) => row.id}
      paging={paging}
      nextCursor={nextCursor}
      empty={<Empty title="Nothing was topped up yet">The first top-up appears here as soon as it is paid.</Empty>}
      columns={[
        { title: 'Credited', cell: (row) => <Instant at={row.created_at} />, by: (row) => row.created_at },
        { title: 'For', cell: (row) => row.month, by: (row) => row.month },
        { title: 'How', cell: (row) => SOURCE[row.source], by: (row) => row.source },
        {
          title: 'Status',
          cell: (row) => <StatusBadge tone={STATUS[row.status].tone}>{STATUS[row.status].text}</StatusBadge>,
          by: (row) => row.status,
        },
        {
          title: 'Taken back',
          cell: (row) => (row.reversed_cents === 0 ? '–' : dollarsOfCents(row.reversed_cents)),
          by: (row) => row.reversed_cents,
          align: 'right',
        },
        {
          title: 'Amount',
          cell: (row) => dollarsOfCents(row.amount_cents),
          by: (row) => row.amount_cents,
          align: 'right',
        },
      ]}
    />
  </Stack>
)
