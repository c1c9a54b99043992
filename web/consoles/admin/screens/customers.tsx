import { Button, Group, Select } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import type { Customers as Answer } from '../../shared/answers.ts'
import { Choice } from '../../shared/choice.tsx'
import { Empty } from '../../shared/empty.tsx'
import { known } from '../../shared/known.ts'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { SearchField } from '../../shared/search-field.tsx'
import { SortSelect } from '../../shared/sort-select.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAddress } from '../../shared/use-address.ts'
import { useAnswer } from '../../shared/use-answer.ts'
import { CUSTOMER_SORT_OPTIONS } from './customers/customer-sorts.ts'
import { CustomerTable } from './customers/customer-table.tsx'
import { NewCustomer } from './customers/new-customer.tsx'

const PAGE = 50

const STATES = [
  { value: 'all', label: 'Any status' },
  { value: 'true', label: 'Active' },
  { value: 'false', label: 'Disabled' },
] as const

/** Whoever pays, and where each stands this month. */
const Customers = () => {
  const [address, change] = useAddress()
  const of = (name: string): string | undefined => address.get(name) ?? undefined
  const filter = { q: of('q'), is_active: known(of('is_active'), ['true', 'false']), plan: of('plan') }
  const [isMaking, making] = useDisclosure()
  const sort = known(of('sort'), CUSTOMER_SORT_OPTIONS) ?? 'newest'
  const setSort = (picked: string) => change({ sort: picked })
  const paging = usePaging()
  const customers = useAnswer<Answer>('admin-customers', { ...filter, sort, limit: PAGE, cursor: paging.cursor })
  const isNarrowed = Object.values(filter).some((value) => value !== undefined)
  const newCustomer = (
    <Button leftSection={<IconPlus size={16} />} onClick={making.open}>
      New customer
    </Button>
  )
  return (
    <Screen title="Customers" lead="Who pays, and where each stands this month." actions={newCustomer}>
      <Group>
        <SearchField label="Search customers" initial={filter.q} search={(q) => change({ q })} />
        <Select
          aria-label="Status"
          w={130}
          allowDeselect={false}
          data={STATES}
          value={filter.is_active ?? 'all'}
          onChange={(value) => change({ is_active: value === 'all' ? undefined : (value ?? undefined) })}
        />
        <Choice
          label="Any plan"
          aria-label="Plan"
          searchable
          options={customers.data?.plans ?? []}
          value={filter.plan}
          pick={(plan) => change({ plan })}
        />
        <SortSelect options={CUSTOMER_SORT_OPTIONS} value={sort} pick={setSort} />
      </Group>
      <StateOf of={customers} rows={10}>
        {({ customers: rows, next_cursor: nextCursor }) => (
          <CustomerTable
            customers={rows}
            sorting={{ by: sort, pick: setSort }}
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
