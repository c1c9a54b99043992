import { Button, Group, Select } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { ROLES } from '../../../../../netlify/functions/_lib/domain/roles.ts'
import type { Key, OneCustomer, OperatorKeys } from '../../../shared/answers.ts'
import { Choice } from '../../../shared/choice.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { KEY_SORT_OPTIONS } from '../../../shared/key-sorts.ts'
import { KEY_STATUS_OPTIONS } from '../../../shared/key-status.tsx'
import { known } from '../../../shared/known.ts'
import { usePaging } from '../../../shared/paging.ts'
import { SearchField } from '../../../shared/search-field.tsx'
import { SortSelect } from '../../../shared/sort-select.tsx'
import { StateOf } from '../../../shared/state-of.tsx'
import { useAddress } from '../../../shared/use-address.ts'
import { useAnswer } from '../../../shared/use-answer.ts'
import { KeyDrawer } from './key-drawer.tsx'
import { KeyTable } from './key-table.tsx'
import { NewKeyDrawer } from './new-key-drawer.tsx'

const PAGE = 50

const STATUSES = [{ value: 'all', label: 'Any status' }, ...KEY_STATUS_OPTIONS] as const

/** What everybody's keys spent is never added up. */
const ORDERS_OF_EVERYBODY = KEY_SORT_OPTIONS.filter(({ value }) => value === 'newest' || value === 'label')

type Props = {
  /** Whose; undefined: everybody's. */
  customerId: string | undefined
}

/** A customer's keys, or everybody's: found, made and opened from here. */
export const KeyList = ({ customerId }: Props) => {
  const [address, change] = useAddress()
  const of = (name: string): string | undefined => address.get(name) ?? undefined
  const filter = { q: of('q'), status: known(of('status'), KEY_STATUS_OPTIONS), role: known(of('role'), ROLES) }
  const [opened, setOpened] = useState<Key | 'new'>()
  const sorts = customerId === undefined ? ORDERS_OF_EVERYBODY : KEY_SORT_OPTIONS
  const sort = known(of('sort'), sorts) ?? 'newest'
  const setSort = (picked: string) => change({ sort: picked })
  const paging = usePaging()
  const query = { customer_id: customerId, ...filter, sort, limit: PAGE, cursor: paging.cursor }
  const keys = useAnswer<OperatorKeys>('admin-keys', query)
  const customer = useAnswer<OneCustomer>(
    'admin-customers',
    { customer_id: customerId },
    { enabled: customerId !== undefined },
  )
  const newKey = customer.error?.code !== 'NOT_FOUND' && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setOpened('new')}>
      New key
    </Button>
  )
  const isNarrowed = Object.values(filter).some((value) => value !== undefined)
  return (
    <>
      <Group justify="space-between">
        <Group>
          <SearchField label="Search keys" initial={filter.q} search={(q) => change({ q })} />
          <Select
            aria-label="Status"
            w={130}
            allowDeselect={false}
            data={STATUSES}
            value={filter.status ?? 'all'}
            onChange={(status) => change({ status: status === 'all' ? undefined : (status ?? undefined) })}
          />
          <Choice label="Role" options={ROLES} value={filter.role} pick={(role) => change({ role })} />
          <SortSelect options={sorts} value={sort} pick={setSort} />
        </Group>
        {newKey}
      </Group>
      <StateOf of={keys}>
        {({ keys: rows, next_cursor: nextCursor }) => (
          <KeyTable
            withCustomer={customerId === undefined}
            keys={rows}
            open={setOpened}
            sorting={{ by: sort, pick: setSort }}
            paging={paging}
            nextCursor={nextCursor}
            empty={
              isNarrowed ? (
                <Empty title="No key matches">
                  Search for a part of the label or the last four characters
                  {customerId === undefined && ', or for a part of an e-mail address'}; or clear a filter.
                </Empty>
              ) : newKey === false ? (
                <Empty title="There is no such customer">Choose another, above.</Empty>
              ) : (
                <Empty title="No keys yet" action={newKey}>
                  Without a key {customerId === undefined ? 'a' : 'the'} customer cannot make calls. The text of a new
                  key is shown once.
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
