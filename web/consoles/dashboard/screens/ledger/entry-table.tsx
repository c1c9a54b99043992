import type { LedgerEntry } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { monthName } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { LedgerAmount } from '../../../shared/ledger-amount.tsx'
import { KINDS } from '../../../shared/ledger-kinds.ts'
import type { Paging } from '../../../shared/paging.ts'
import { StatusBadge } from '../../../shared/status-badge.tsx'
import { KeyInList } from '../../key-in-list.tsx'
import { keyName } from './key-name.ts'

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
        <Empty title="No entry matches">
          Search for how a source begins, for the request id of a call or for an entry’s number; or choose another month
          or kind.
        </Empty>
      ) : (
        <Empty title="The ledger is empty">Each call that costs something and each top-up adds an entry.</Empty>
      )
    }
    columns={[
      { title: 'No.', onPhone: 'hide', cell: (entry) => entry.seq, by: (entry) => Number(entry.seq) },
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
      { title: 'Month', onPhone: 'hide', cell: (entry) => monthName(entry.month), by: (entry) => entry.month },
      {
        title: 'Key',
        onPhone: 'hide',
        cell: (entry) => <KeyInList name={keyName(entry)} />,
        by: keyName,
      },
      {
        title: 'Hash',
        onPhone: 'hide',
        cell: (entry) => <span className="kx-mono">{entry.hash.slice(0, 10)}…</span>,
      },
      {
        title: 'Amount',
        cell: (entry) => <LedgerAmount of={entry} />,
        by: (entry) => entry.amount_cents,
        align: 'right',
      },
    ]}
  />
)
