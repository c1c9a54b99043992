import { Group } from '@mantine/core'
import { Choice } from '../../../shared/choice.tsx'
import { SearchField } from '../../../shared/search-field.tsx'
import { TextFilter } from '../../../shared/text-filter.tsx'
import { CustomerPicker } from '../../customer-picker.tsx'
import { SINCE_OPTIONS } from './filters.ts'
import { FUNCTIONS } from './functions.ts'
import { KIND_OPTIONS, LEVEL_OPTIONS } from './kinds.ts'

type Props = {
  address: URLSearchParams
  change: (changes: Readonly<Record<string, string | undefined>>) => void
}

/** Two beside each other on a phone, all of them on a screen. */
const narrow = (xs: number) => ({ base: 'calc(50% - 5px)', xs })

/** What the events are narrowed to; all of it stands in the address. */
export const FilterBar = ({ address, change }: Props) => {
  const of = (name: string): string | undefined => address.get(name) ?? undefined
  const named = of('function')
  // An address may name one of another version.
  const functions = named === undefined || FUNCTIONS.includes(named) ? FUNCTIONS : [named, ...FUNCTIONS]
  return (
    <Group gap="xs">
      <CustomerPicker
        placeholder="Any customer"
        data-list-search={undefined}
        customerId={of('customer_id')}
        pick={(id) => change({ customer_id: id })}
      />
      <SearchField
        label="Search by request id"
        initial={of('request_id')}
        search={(text) => change({ request_id: text })}
      />
      <Choice
        w={narrow(95)}
        label="Level"
        options={LEVEL_OPTIONS}
        value={of('level')}
        pick={(level) => change({ level })}
      />
      <Choice
        w={narrow(125)}
        label="Kind"
        options={KIND_OPTIONS}
        value={of('kind')}
        pick={(kind) => change({ kind })}
      />
      <Choice
        w={narrow(190)}
        label="Function"
        searchable
        options={functions}
        value={named}
        pick={(name) => change({ function: name })}
      />
      <TextFilter
        w={150}
        label="Error code"
        initial={of('error_code')}
        change={(text) => change({ error_code: text })}
      />
      <TextFilter w={80} label="App" initial={of('app')} change={(text) => change({ app: text })} />
      <Choice
        w={narrow(125)}
        label="Since"
        placeholder="Any time"
        options={SINCE_OPTIONS}
        value={of('since')}
        pick={(since) => change({ since })}
      />
    </Group>
  )
}
