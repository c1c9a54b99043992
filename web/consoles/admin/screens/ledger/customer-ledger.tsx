import { Group, Stack } from '@mantine/core'
import { useState } from 'react'
import type { Ledger, LedgerEntry } from '../../../shared/answers.ts'
import { Choice } from '../../../shared/choice.tsx'
import { DataTable } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { known } from '../../../shared/known.ts'
import { KIND_OPTIONS } from '../../../shared/ledger-kinds.ts'
import { monthOptions } from '../../../shared/month-options.ts'
import { usePaging } from '../../../shared/paging.ts'
import { SearchField } from '../../../shared/search-field.tsx'
import { StateOf } from '../../../shared/state-of.tsx'
import { useAddress } from '../../../shared/use-address.ts'
import { useAnswer } from '../../../shared/use-answer.ts'
import { useMonth } from '../../../shared/use-month.ts'
import { useFirstMonth } from '../../use-first-month.ts'
import { ENTRY_COLUMNS } from './entry-columns.tsx'
import { EntryDrawer } from './entry-drawer.tsx'
import { Verify } from './verify.tsx'

/** A customer's books: the proof that they are in order, and entry by entry what is in them. The address says what of it is shown. */
export const CustomerLedger = ({ customerId }: { customerId: string }) => (
  <Stack>
    <Verify key={customerId} customerId={customerId} />
    <Entries key={`entries of ${customerId}`} customerId={customerId} />
  </Stack>
)

const Entries = ({ customerId }: { customerId: string }) => {
  const [address, change] = useAddress()
  const { asked: month, pick: pickMonth } = useMonth()
  const kind = known(address.get('kind'), KIND_OPTIONS)
  const q = address.get('q') ?? undefined
  const since = useFirstMonth(customerId)
  const [opened, setOpened] = useState<LedgerEntry>()
  const paging = usePaging()
  const ledger = useAnswer<Ledger>('admin-ledger', {
    customer_id: customerId,
    q,
    month,
    kind,
    order: 'desc',
    cursor: paging.cursor,
    limit: 50,
  })
  return (
    <>
      <Group gap="xs">
        <SearchField label="Search entries" initial={q} search={(text) => change({ q: text })} />
        <Choice
          label="Month"
          placeholder="Any month"
          options={monthOptions(month, since)}
          value={month}
          pick={pickMonth}
          w={{ base: 'calc(50% - 5px)', xs: 200 }}
        />
        <Choice
          label="Kind"
          placeholder="Any kind"
          options={KIND_OPTIONS}
          value={kind}
          pick={(value) => change({ kind: value })}
        />
      </Group>
      <StateOf of={ledger} rows={12}>
        {(answer) => (
          <DataTable
            label="Ledger entries"
            columns={ENTRY_COLUMNS}
            rows={answer.entries}
            keyOf={({ seq }) => seq}
            open={setOpened}
            empty={
              q === undefined && month === undefined && kind === undefined ? (
                <Empty title="No entries yet">
                  Each call that costs something and each top-up adds one. Top the customer up on its page, or wait for
                  its first call.
                </Empty>
              ) : (
                <Empty title="No entry matches">
                  Search for how a source begins, for the request id of a call or for an entry’s number; or choose
                  another month or kind.
                </Empty>
              )
            }
            paging={paging}
            nextCursor={answer.next_cursor}
          />
        )}
      </StateOf>
      <EntryDrawer entry={opened} close={() => setOpened(undefined)} />
    </>
  )
}
