import { Group } from '@mantine/core'
import type { Ledger } from '../../../shared/answers.ts'
import { Copy } from '../../../shared/copy.tsx'
import type { Column } from '../../../shared/data-table.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { Money } from '../../../shared/money.tsx'
import { StatusBadge } from '../../../shared/status-badge.tsx'
import { KINDS } from './kinds.ts'

export const ENTRY_COLUMNS: readonly Column<Ledger['entries'][number]>[] = [
  { title: 'No.', cell: (entry) => entry.seq, by: (entry) => Number(entry.seq), align: 'right' },
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
    cell: (entry) => <Money usd={entry.amount_usd} />,
    by: (entry) => entry.amount_cents,
    align: 'right',
  },
  { title: 'Month', cell: (entry) => entry.month, by: (entry) => entry.month },
  { title: 'Key', cell: (entry) => entry.api_key_id ?? '–', by: (entry) => entry.api_key_id ?? '' },
  { title: 'Source', cell: (entry) => <Shortened text={entry.source_id} what={entry.source_kind} /> },
  { title: 'Hash', cell: (entry) => <Shortened text={entry.hash} what="hash" /> },
]

/** The beginning of something long, and a way to copy all of it. */
const Shortened = ({ text, what }: { text: string; what: string }) => (
  <Group gap={2} wrap="nowrap">
    <span className="kx-mono" title={`${what} ${text}`}>
      {text.slice(0, 8)}…
    </span>
    <Copy text={text} what={`the ${what}`} />
  </Group>
)
