import { Button, Group, Select } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { ROLES, type Role } from '../../../../../netlify/functions/_lib/domain/roles.ts'
import type { Key, OperatorKeys } from '../../../shared/answers.ts'
import { Choice } from '../../../shared/choice.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { usePaging } from '../../../shared/paging.ts'
import { SearchField } from '../../../shared/search-field.tsx'
import { StateOf } from '../../../shared/state-of.tsx'
import { useAnswer } from '../../../shared/use-answer.ts'
import { KeyDrawer } from './key-drawer.tsx'
import { KeyTable } from './key-table.tsx'
import { NewKeyDrawer } from './new-key-drawer.tsx'

const PAGE = 50

const STATUSES = [
  { value: 'all', label: 'Any status' },
  { value: 'active', label: 'Live' },
  { value: 'revoked', label: 'Revoked' },
  { value: 'expired', label: 'Expired' },
] as const
type Status = (typeof STATUSES)[number]['value']

type Filter = { q: string; status: Status; role: Role | undefined }
const ALL: Filter = { q: '', status: 'all', role: undefined }

/** A customer's keys: found, made and opened from here. */
export const KeyList = ({ customerId }: { customerId: string }) => {
  const [filter, setFilter] = useState(ALL)
  const [opened, setOpened] = useState<Key | 'new'>()
  const paging = usePaging(JSON.stringify(filter))
  const query = { customer_id: customerId, ...filter, limit: PAGE, cursor: paging.cursor }
  const keys = useAnswer<OperatorKeys>('admin-keys', query)
  const newKey = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setOpened('new')}>
      New key
    </Button>
  )
  const isNarrowed = filter.q !== '' || filter.status !== 'all' || filter.role !== undefined
  return (
    <>
      <Group justify="space-between">
        <Group>
          <SearchField label="Search keys" search={(q) => setFilter({ ...filter, q })} />
          <Select<Status>
            aria-label="Status"
            w={130}
            allowDeselect={false}
            data={STATUSES}
            value={filter.status}
            onChange={(status) => setFilter({ ...filter, status: status ?? 'all' })}
          />
          <Choice
            label="Role"
            options={ROLES}
            value={filter.role}
            pick={(role) => setFilter({ ...filter, role: ROLES.find((known) => known === role) })}
          />
        </Group>
        {newKey}
      </Group>
      <StateOf of={keys}>
        {({ keys: rows, next_cursor: nextCursor }) => (
          <KeyTable
            keys={rows}
            open={setOpened}
            paging={paging}
            nextCursor={nextCursor}
            empty={
              isNarrowed ? (
                <Empty title="No key matches">Search for a part of the label or the last four characters.</Empty>
              ) : (
                <Empty title="No keys yet" action={newKey}>
                  Without a key the customer cannot make calls. The text of a new key is shown once.
                </Empty>
              )
            }
          />
        )}
      </StateOf>
      <NewKeyDrawer customerId={customerId} opened={opened === 'new'} close={() => setOpened(undefined)} />
      <KeyDrawer known={opened === 'new' ? undefined : opened} close={() => setOpened(undefined)} />
    </>
  )
}
