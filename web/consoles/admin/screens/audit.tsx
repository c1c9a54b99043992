import { Anchor, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { AuditRow, Page } from '../../shared/answers.ts'
import { DataTable, type Column } from '../../shared/data-table.tsx'
import { DetailDrawer } from '../../shared/detail-drawer.tsx'
import { Empty } from '../../shared/empty.tsx'
import { Facts } from '../../shared/facts.tsx'
import { Instant } from '../../shared/instant.tsx'
import { JsonBlock } from '../../shared/json-block.tsx'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { SearchField } from '../../shared/search-field.tsx'
import { sentence } from '../../shared/sentence.ts'
import { StateOf } from '../../shared/state-of.tsx'
import { TextFilter } from '../../shared/text-filter.tsx'
import { useAddress } from '../../shared/use-address.ts'
import { useAnswer } from '../../shared/use-answer.ts'

/** Who changed what. */
const Audit = () => {
  const [address, change] = useAddress()
  const [opened, setOpened] = useState<AuditRow>()
  const of = (name: string): string | undefined => address.get(name) ?? undefined
  const paging = usePaging(address.toString())
  const trail = useAnswer<Page<'events', AuditRow>>('admin-audit', {
    target: of('target'),
    action: of('action'),
    actor: of('actor'),
    cursor: paging.cursor,
    limit: 50,
  })
  return (
    <Screen
      title="Audit"
      lead="Every change of a customer, a key, a setting or money: who made it, and when. Kept for good."
    >
      <Group gap="xs">
        <SearchField
          label="Search by target, customer:3"
          initial={of('target')}
          search={(target) => change({ target })}
        />
        <TextFilter label="Action" initial={of('action')} change={(action) => change({ action })} />
        <TextFilter label="Actor" initial={of('actor')} change={(actor) => change({ actor })} />
      </Group>
      <StateOf of={trail} rows={12}>
        {(answer) => (
          <DataTable
            label="Audit events"
            columns={COLUMNS}
            rows={answer.events}
            keyOf={({ id }) => id}
            open={setOpened}
            empty={
              <Empty title="No changes">
                Targets, actions and actors are matched as a whole: customer:3, KEY_UPDATE, admin.
              </Empty>
            }
            paging={paging}
            nextCursor={answer.next_cursor}
          />
        )}
      </StateOf>
      <DetailDrawer row={opened} title={({ action }) => sentence(action)} close={() => setOpened(undefined)}>
        {(row) => (
          <>
            <Facts
              of={[
                ['Time', <Instant at={row.created_at} precision="second" />],
                ['Actor', row.actor],
                ['Action', <span className="kx-mono">{row.action}</span>],
                ['Target', <Target target={row.target} />],
              ]}
            />
            <JsonBlock value={row} />
          </>
        )}
      </DetailDrawer>
    </Screen>
  )
}

export default Audit

const Target = ({ target }: { target: string | null }) => {
  const customerId = /^customer:(\d+)$/.exec(target ?? '')?.[1]
  return customerId === undefined ? (
    <>{target ?? '–'}</>
  ) : (
    <Anchor component={Link} href={`/customers/${customerId}`} size="sm">
      {target}
    </Anchor>
  )
}

const COLUMNS: readonly Column<AuditRow>[] = [
  { title: 'Time', cell: (row) => <Instant at={row.created_at} precision="second" />, by: (row) => row.created_at },
  { title: 'Actor', cell: (row) => row.actor, by: (row) => row.actor },
  { title: 'Action', cell: (row) => sentence(row.action), by: (row) => row.action },
  { title: 'Target', cell: (row) => <Target target={row.target} />, by: (row) => row.target ?? '' },
  {
    title: 'Changed',
    cell: (row) => (
      <Text size="sm" c="dimmed" lineClamp={1}>
        {Object.keys(row.meta).join(', ') || '–'}
      </Text>
    ),
  },
]
