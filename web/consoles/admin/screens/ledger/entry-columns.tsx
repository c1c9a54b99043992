import { Text } from '@mantine/core'
import type { LedgerEntry } from '../../../shared/answers.ts'
import type { Column } from '../../../shared/data-table.tsx'
import { monthName } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { KeyName } from '../../../shared/key-name.tsx'
import { LedgerAmount } from '../../../shared/ledger-amount.tsx'
import { KINDS } from '../../../shared/ledger-kinds.ts'
import { ShortId } from '../../../shared/short-id.tsx'
import { StatusBadge } from '../../../shared/status-badge.tsx'

export const ENTRY_COLUMNS: readonly Column<LedgerEntry>[] = [
  { title: 'No.', onPhone: 'hide', cell: (entry) => entry.seq, by: (entry) => Number(entry.seq), align: 'right' },
  {
    title: 'Time',
    cell: (entry) => <Instant at={entry.created_at} precision="second" />,
    by: (entry) => entry.created_at,
  },
  {
    title: 'Kind',
    cell: (entry) => <StatusBadge tone={KINDS[entry.kind].tone}>{KINDS[entry.kind].label}</StatusBadge>,
    by: (entry) => entry.kind,
  },
  {
    title: 'Amount',
    cell: (entry) => <LedgerAmount of={entry} />,
    by: (entry) => entry.amount_cents,
    align: 'right',
  },
  { title: 'Month', onPhone: 'hide', cell: (entry) => <Month of={entry} />, by: (entry) => entry.month },
  {
    title: 'Key',
    onPhone: 'hide',
    cell: (entry) => (entry.key_label === null ? '–' : <KeyName label={entry.key_label} last4={entry.key_last4} />),
    by: (entry) => entry.key_label ?? '',
  },
  {
    title: 'Source',
    onPhone: 'hide',
    cell: (entry) => <ShortId text={entry.source_id} what={`the ${entry.source_kind.replaceAll('_', ' ')}`} />,
  },
  { title: 'Hash', onTablet: 'hide', cell: (entry) => <ShortId text={entry.hash} what="the hash" /> },
]

const Month = ({ of: { month } }: { of: LedgerEntry }) => (
  <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
    {monthName(month)}
  </Text>
)
