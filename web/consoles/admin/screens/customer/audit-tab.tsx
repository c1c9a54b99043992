import { Group, Stack } from '@mantine/core'
import { useState } from 'react'
import type { AuditRow, AuditTrail } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { usePaging } from '../../../shared/paging.ts'
import { SearchField } from '../../../shared/search-field.tsx'
import { StateOf } from '../../../shared/state-of.tsx'
import { useInAddress } from '../../../shared/use-address.ts'
import { useAnswer } from '../../../shared/use-answer.ts'
import { auditColumns } from '../audit/audit-columns.tsx'
import { AuditDrawer } from '../audit/audit-drawer.tsx'

/** Who changed what about a customer and its keys. */
export const AuditTab = ({ customerId }: { customerId: string }) => {
  const [opened, setOpened] = useState<AuditRow>()
  const [q, setQ] = useInAddress('q')
  const paging = usePaging()
  const trail = useAnswer<AuditTrail>('admin-audit', { customer_id: customerId, q, limit: 50, cursor: paging.cursor })
  return (
    <Stack>
      <Group>
        <SearchField label="Search the audit" initial={q} search={setQ} />
      </Group>
      <StateOf of={trail}>
        {({ events, next_cursor: nextCursor }) => (
          <DataTable
            label="Audit trail of the customer"
            rows={events}
            keyOf={(event) => event.id}
            paging={paging}
            nextCursor={nextCursor}
            empty={
              q === undefined ? (
                <Empty title="Nothing has been changed yet">
                  Every change of the customer and its keys is noted here.
                </Empty>
              ) : (
                <Empty title="No change matches">
                  Search for what was done, “key update”, or for who did it, “admin”.
                </Empty>
              )
            }
            columns={auditColumns({ ofOne: true })}
            open={setOpened}
          />
        )}
      </StateOf>
      <AuditDrawer row={opened} close={() => setOpened(undefined)} />
    </Stack>
  )
}
