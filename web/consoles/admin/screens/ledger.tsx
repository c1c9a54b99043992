import { Group, Stack } from '@mantine/core'
import type { Ledger } from '../../shared/answers.ts'
import { Choice } from '../../shared/choice.tsx'
import { DataTable } from '../../shared/data-table.tsx'
import { Empty } from '../../shared/empty.tsx'
import { recentMonths } from '../../shared/format.ts'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAddress } from '../../shared/use-address.ts'
import { useAnswer } from '../../shared/use-answer.ts'
import { CustomerPicker } from '../customer-picker.tsx'
import { ENTRY_COLUMNS } from './ledger/entry-columns.tsx'
import { KIND_OPTIONS } from './ledger/kinds.ts'
import { Verify } from './ledger/verify.tsx'

/** A customer's books, entry by entry, and the proof that they are in order. */
const LedgerScreen = () => {
  const [address, change] = useAddress()
  const customerId = address.get('customer_id') ?? undefined
  return (
    <Screen
      title="Ledger"
      lead="Every charge and credit of a customer, in a chain of hashes that nobody can change afterwards."
      actions={<CustomerPicker customerId={customerId} pick={(id) => change({ customer_id: id })} />}
    >
      {customerId === undefined ? (
        <Empty title="Choose a customer">Each has books of their own.</Empty>
      ) : (
        <Stack>
          <Verify key={customerId} customerId={customerId} />
          <Entries customerId={customerId} address={address} change={change} />
        </Stack>
      )}
    </Screen>
  )
}

export default LedgerScreen

type EntriesProps = {
  customerId: string
  address: URLSearchParams
  change: (changes: Readonly<Record<string, string | undefined>>) => void
}

const Entries = ({ customerId, address, change }: EntriesProps) => {
  const [month, kind] = [address.get('month') ?? undefined, address.get('kind') ?? undefined]
  const paging = usePaging(address.toString())
  const ledger = useAnswer<Ledger>('admin-ledger', {
    customer_id: customerId,
    month,
    kind,
    order: 'desc',
    cursor: paging.cursor,
    limit: 50,
  })
  return (
    <>
      <Group gap="xs">
        <Choice
          label="Month"
          placeholder="Any month"
          options={recentMonths(24)}
          value={month}
          pick={(value) => change({ month: value })}
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
            empty={<Empty title="No entries">Nothing of this kind was booked for the customer.</Empty>}
            paging={paging}
            nextCursor={answer.next_cursor}
          />
        )}
      </StateOf>
    </>
  )
}
