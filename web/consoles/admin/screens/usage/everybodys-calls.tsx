import { Stack, Text } from '@mantine/core'
import type { RefObject } from 'react'
import type { OperatorCalls, Overview } from '../../../shared/answers.ts'
import type { Column } from '../../../shared/data-table.tsx'
import { usePaging } from '../../../shared/paging.ts'
import { StateOf } from '../../../shared/state-of.tsx'
import { useAnswer } from '../../../shared/use-answer.ts'
import { useOpenedCall } from '../../../shared/use-opened-call.ts'
import { CustomerLink } from '../../customer-link.tsx'
import { CallsHeading } from './calls-heading.tsx'
import { EventDrawer } from './event-drawer.tsx'
import { EventFilters } from './event-filters.tsx'
import { EventTable } from './event-table.tsx'
import { NoCalls } from './no-calls.tsx'
import { useEventFilter } from './use-event-filter.ts'

const PAGE = 50

const SEARCH =
  'Search for how the id of a request, an app or a device begins, or for a part of a model’s name or of a customer’s address'

type Call = OperatorCalls['calls'][number]

const Customer = ({ of: call }: { of: Call }) => <CustomerLink id={call.customer_id} email={call.customer_email} />

const CUSTOMER: Column<Call> = {
  title: 'Customer',
  onPhone: 'hide',
  cell: (call) => (
    <Stack gap={0}>
      <Customer of={call} />
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {call.key_label}
      </Text>
    </Stack>
  ),
  by: (call) => call.customer_email,
}

type Props = { month: string; models: Overview['models']; heading: RefObject<HTMLHeadingElement | null> }

/** The calls of all customers in a month, and the receipt of each. */
export const EverybodysCalls = ({ month, models, heading }: Props) => {
  const { filter, change, isNarrowed } = useEventFilter({ ofEverybody: true })
  const { open } = useOpenedCall()
  const paging = usePaging()
  const { provider, model, outcome, q } = filter
  const query = { month, provider, model, outcome, q, limit: PAGE, cursor: paging.cursor }
  const calls = useAnswer<OperatorCalls>('admin-calls', query)
  return (
    <Stack gap="xs">
      <CallsHeading ref={heading} />
      <EventFilters models={models} filter={filter} change={change} />
      <StateOf of={calls} rows={24}>
        {(answer) => (
          <>
            <EventTable
              events={answer.calls}
              whose={CUSTOMER}
              whoseOnPhone={(event) => <Customer of={event} />}
              open={open}
              paging={paging}
              nextCursor={answer.next_cursor}
              empty={<NoCalls isNarrowed={isNarrowed} search={SEARCH} />}
            />
            <EventDrawer
              month={month}
              among={answer.calls}
              keyName={({ key_label: label, key_last4: last4 }) => `${label} …${last4}`}
              customer={(event) => <Customer of={event} />}
            />
          </>
        )}
      </StateOf>
    </Stack>
  )
}
