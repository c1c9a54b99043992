import { Autocomplete, Button, Group, Select } from '@mantine/core'
import { useDebouncedCallback, useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { Customers as Answer } from '../../shared/answers.ts'
import { Empty } from '../../shared/empty.tsx'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { SearchField } from '../../shared/search-field.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAnswer } from '../../shared/use-answer.ts'
import { CustomerTable } from './customers/customer-table.tsx'
import { NewCustomer } from './customers/new-customer.tsx'

const PAGE = 50

type Filter = { q: string; is_active: 'true' | 'false' | undefined; plan: string }
const EVERYBODY: Filter = { q: '', is_active: undefined, plan: '' }

const STATES = [
  { value: 'all', label: 'Any state' },
  { value: 'true', label: 'Active' },
  { value: 'false', label: 'Disabled' },
] as const

/** Whoever pays, newest first, and where each stands this month. */
const Customers = () => {
  const [filter, setFilter] = useState(EVERYBODY)
  const [isMaking, making] = useDisclosure()
  const paging = usePaging(JSON.stringify(filter))
  const customers = useAnswer<Answer>('admin-customers', { ...filter, limit: PAGE, cursor: paging.cursor })
  const isNarrowed = filter.q !== '' || filter.plan !== '' || filter.is_active !== undefined
  const newCustomer = (
    <Button leftSection={<IconPlus size={16} />} onClick={making.open}>
      New customer
    </Button>
  )
  return (
    <Screen title="Customers" lead="Newest first, and where each stands this month." actions={newCustomer}>
      <Group>
        <SearchField label="Search customers" search={(q) => setFilter({ ...filter, q })} />
        <Select
          aria-label="State"
          w={130}
          allowDeselect={false}
          data={STATES}
          value={filter.is_active ?? 'all'}
          onChange={(value) => setFilter({ ...filter, is_active: value === 'all' ? undefined : (value ?? undefined) })}
        />
        <PlanFilter
          known={(customers.data?.customers ?? []).map(({ plan_name }) => plan_name)}
          pick={(plan) => setFilter({ ...filter, plan })}
        />
      </Group>
      <StateOf of={customers} rows={10}>
        {({ customers: rows, next_cursor: nextCursor }) => (
          <CustomerTable
            customers={rows}
            paging={paging}
            nextCursor={nextCursor}
            empty={
              isNarrowed ? (
                <Empty title="No customer matches">
                  Search for a part of the e-mail address, or widen the filters.
                </Empty>
              ) : (
                <Empty title="No customers yet" action={newCustomer}>
                  A customer has a monthly cap and any number of keys. Create the first one.
                </Empty>
              )
            }
          />
        )}
      </StateOf>
      <NewCustomer opened={isMaking} close={making.close} />
    </Screen>
  )
}

export default Customers

/** The plan's whole name; those on the page are offered. */
const PlanFilter = ({ known, pick }: { known: readonly string[]; pick: (plan: string) => void }) => {
  const [typed, setTyped] = useState('')
  const later = useDebouncedCallback(pick, 250)
  return (
    <Autocomplete
      aria-label="Plan"
      placeholder="Any plan"
      w={160}
      clearable
      data={[...new Set(known)].sort()}
      value={typed}
      onChange={(value) => {
        setTyped(value)
        later(value.trim())
      }}
    />
  )
}
