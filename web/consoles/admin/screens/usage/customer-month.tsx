import { SimpleGrid, Stack } from '@mantine/core'
import type { CustomerUsage, OperatorEvent } from '../../../shared/answers.ts'
import type { Column } from '../../../shared/data-table.tsx'
import { usePaging } from '../../../shared/paging.ts'
import { StateOf } from '../../../shared/state-of.tsx'
import { useAnswer } from '../../../shared/use-answer.ts'
import { useOpenedCall } from '../../../shared/use-opened-call.ts'
import { ByKey } from './by-key.tsx'
import { ByModel } from './by-model.tsx'
import { CallsHeading } from './calls-heading.tsx'
import { EventFilters } from './event-filters.tsx'
import { EventDrawer } from './event-drawer.tsx'
import { EventTable } from './event-table.tsx'
import { MonthByDay } from './month-by-day.tsx'
import { MonthTotals } from './month-totals.tsx'
import { NoCalls } from './no-calls.tsx'
import { useEventFilter } from './use-event-filter.ts'
import { useLeadToCalls } from './use-lead-to-calls.ts'

const PAGE = 50

const SEARCH = 'Search for how the id of a request, an app or a device begins, or for a part of a model’s name'

type Props = { customerId: string; month: string }

/** A customer's month: its sums, by day, model and key, and call by call. Another month is another component: give it a key. */
export const CustomerMonth = ({ customerId, month }: Props) => {
  const { filter, change, isNarrowed } = useEventFilter()
  const { open } = useOpenedCall()
  const paging = usePaging()
  const query = { customer_id: customerId, month, ...filter, limit: PAGE, cursor: paging.cursor }
  const usage = useAnswer<CustomerUsage>('admin-usage', query)
  const { heading } = useLeadToCalls({ isNarrowed, isReady: usage.data !== undefined })
  return (
    <Stack gap="lg">
      <StateOf of={usage} rows={12}>
        {(answer) => (
          <>
            <MonthTotals rollup={answer.rollup} />
            <MonthByDay days={answer.per_day} />
            <SimpleGrid cols={{ base: 1, xl: 2 }} style={{ alignItems: 'start' }}>
              <ByModel models={answer.per_model} />
              <ByKey keys={answer.per_key} />
            </SimpleGrid>
            <Stack gap="xs">
              <CallsHeading ref={heading} />
              <EventFilters models={answer.per_model} keys={answer.per_key} filter={filter} change={change} />
              <EventTable
                events={answer.events}
                whose={keyColumn(answer)}
                open={open}
                paging={paging}
                nextCursor={answer.next_cursor}
                empty={<NoCalls isNarrowed={isNarrowed} search={SEARCH} />}
              />
            </Stack>
            <EventDrawer
              month={month}
              customerId={customerId}
              among={answer.events}
              keyName={({ api_key_id: id }) => keyName(keyOf(answer, id))}
            />
          </>
        )}
      </StateOf>
    </Stack>
  )
}

type UsedKey = CustomerUsage['per_key'][number]

const keyOf = ({ per_key: keys }: CustomerUsage, id: string): UsedKey | undefined => keys.find((key) => key.id === id)

const keyColumn = (answer: CustomerUsage): Column<OperatorEvent> => {
  const label = ({ api_key_id: id }: OperatorEvent): string => keyOf(answer, id)?.label ?? `key ${id}`
  return { title: 'Key', onPhone: 'hide', cell: (event) => <span className="kx-key">{label(event)}</span>, by: label }
}

const keyName = (key: UsedKey | undefined): string | undefined => key && `${key.label} …${key.key_last4}`
