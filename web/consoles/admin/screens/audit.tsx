import { Group } from '@mantine/core'
import { useState } from 'react'
import type { AuditRow, AuditTrail } from '../../shared/answers.ts'
import { DataTable } from '../../shared/data-table.tsx'
import { Empty } from '../../shared/empty.tsx'
import { isId } from '../../shared/is-id.ts'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { SearchField } from '../../shared/search-field.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAddress } from '../../shared/use-address.ts'
import { useAnswer } from '../../shared/use-answer.ts'
import { CustomerPicker } from '../customer-picker.tsx'
import { auditColumns } from './audit/audit-columns.tsx'
import { AuditDrawer } from './audit/audit-drawer.tsx'

/** Who changed what. */
const Audit = () => {
  const [address, change] = useAddress()
  const [opened, setOpened] = useState<AuditRow>()
  const [q, named] = [address.get('q') ?? undefined, address.get('customer_id')]
  const customerId = isId(named) ? named : undefined
  const paging = usePaging()
  const trail = useAnswer<AuditTrail>('admin-audit', {
    q,
    customer_id: customerId,
    cursor: paging.cursor,
    limit: 50,
  })
  return (
    <Screen
      title="Audit"
      lead="Every change of a customer, a key, a setting or money: who made it, and when. Kept for good."
    >
      <Group gap="xs">
        <CustomerPicker
          placeholder="Any customer and its keys"
          data-list-search={undefined}
          customerId={customerId}
          pick={(id) => change({ customer_id: id })}
        />
        <SearchField label="Search the audit" initial={q} search={(text) => change({ q: text })} />
      </Group>
      <StateOf of={trail} rows={12}>
        {(answer) => (
          <DataTable
            label="Audit events"
            columns={auditColumns({ ofOne: customerId !== undefined })}
            rows={answer.events}
            keyOf={({ id }) => id}
            open={setOpened}
            empty={
              address.size > 0 ? (
                <Empty title="No change matches">
                  Search for what was done, “key update”, for whom or what it was done to, “customer:3”, or for who did
                  it, “admin”.
                </Empty>
              ) : (
                <Empty title="No changes yet">
                  The first comes with the first customer, key, top-up or setting that is made or changed.
                </Empty>
              )
            }
            paging={paging}
            nextCursor={answer.next_cursor}
          />
        )}
      </StateOf>
      <AuditDrawer row={opened} close={() => setOpened(undefined)} />
    </Screen>
  )
}

export default Audit
