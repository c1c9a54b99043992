import type { LedgerEntry } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { Money } from '../../../shared/money.tsx'
import type { Paging } from '../../../shared/paging.ts'

type Props = {
  entries: readonly LedgerEntry[]
  open: (entry: LedgerEntry) => void
  paging: Paging
  nextCursor: string | null
  isFiltered: boolean
}

export const EntryTable = ({ entries, open, paging, nextCursor, isFiltered }: Props) => (
  <DataTable
    label="Ledger entries"
    rows={entries}
    keyOf={(entry) => entry.seq}
    open={open}
    paging={paging}
    nextCursor={nextCursor}
    empty={
      isFiltered ? (
        <Empty title="No entry matches">Choose another month or kind.</Empty>
      ) : (
        <Empty title="The ledger is empty">Each call that costs something and each top-up adds an entry.</Empty>
      )
    }
    columns={[
      { title: 'Seq', cell: (entry) => entry.seq, by: (entry) => Number(entry.seq) },
      {
        title: 'Time',
        cell: (entry) => <Instant at={entry.created_at} precision="second" />,
        by: (entry) => entry.created_at,
      },
      { title: 'Kind', cell: (entry) => entry.kind, by: (entry) => entry.kind },
      { title: 'Month', cell: (entry) => entry.month, by: (entry) => entry.month },
      {
        title: 'Key',
        cell: (entry) => (entry.api_key_id === null ? '–' : `#${entry.api_key_id}`),
        by: (entry) => Number(entry.api_key_id ?? 0),
      },
      {
        title: 'Hash',
        cell: (entry) => <span className="kx-mono">{entry.hash.slice(0, 10)}…</span>,
      },
      {
        title: 'Amount',
        cell: (entry) => <Money usd={entry.amount_usd} />,
        by: (entry) => entry.amount_cents,
        align: 'right',
      },
    ]}
  />
)
