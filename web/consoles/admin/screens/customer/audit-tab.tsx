import { Text } from '@mantine/core'
import type { AuditTrail } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { usePaging } from '../../../shared/paging.ts'
import { StateOf } from '../../../shared/state-of.tsx'
import { useAnswer } from '../../../shared/use-answer.ts'

/** Who changed what about a customer and its keys. */
export const AuditTab = ({ customerId }: { customerId: string }) => {
  const paging = usePaging(customerId)
  const trail = useAnswer<AuditTrail>('admin-audit', { customer_id: customerId, limit: 50, cursor: paging.cursor })
  return (
    <StateOf of={trail}>
      {({ events, next_cursor: nextCursor }) => (
        <DataTable
          label="Audit trail of the customer"
          rows={events}
          keyOf={(event) => event.id}
          paging={paging}
          nextCursor={nextCursor}
          empty={
            <Empty title="Nothing has been changed yet">Every change of the customer and its keys is noted here.</Empty>
          }
          columns={[
            {
              title: 'Time',
              cell: (event) => <Instant at={event.created_at} precision="second" />,
              by: (event) => event.created_at,
            },
            {
              title: 'What',
              cell: (event) => <span className="kx-mono">{event.action}</span>,
              by: (event) => event.action,
            },
            { title: 'Who', cell: (event) => event.actor, by: (event) => event.actor },
            { title: 'Of what', cell: (event) => event.target ?? '–', by: (event) => event.target ?? '' },
            {
              title: 'Details',
              cell: (event) => (
                <Text size="xs" c="dimmed" miw={260} className="kx-mono" style={{ overflowWrap: 'anywhere' }}>
                  {JSON.stringify(event.meta)}
                </Text>
              ),
            },
          ]}
        />
      )}
    </StateOf>
  )
}
