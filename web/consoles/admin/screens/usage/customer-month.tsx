import { SimpleGrid, Stack, Title } from '@mantine/core'
import { useState } from 'react'
import type { CustomerUsage, OperatorEvent } from '../../../shared/answers.ts'
import { Empty } from '../../../shared/empty.tsx'
import { usePaging } from '../../../shared/paging.ts'
import { StateOf } from '../../../shared/state-of.tsx'
import { useAddress } from '../../../shared/use-address.ts'
import { useAnswer } from '../../../shared/use-answer.ts'
import { ByKey } from './by-key.tsx'
import { ByModel } from './by-model.tsx'
import { EventFilters, type EventFilter } from './event-filters.tsx'
import { EventDrawer } from './event-drawer.tsx'
import { EventTable } from './event-table.tsx'
import { MonthByDay } from './month-by-day.tsx'
import { MonthTotals } from './month-totals.tsx'

const PAGE = 50

type Props = { customerId: string; month: string }

/** A customer's month: its sums, by day, model and key, and call by call. Another month is another component: give it a key. */
export const CustomerMonth = ({ customerId, month }: Props) => {
  const [address, change] = useAddress()
  const of = (name: string): string | undefined => address.get(name) ?? undefined
  const filter: EventFilter = {
    provider: of('provider'),
    model: of('model'),
    api_key_id: of('api_key_id'),
    outcome: of('outcome'),
    q: of('q'),
  }
  const [opened, setOpened] = useState<OperatorEvent>()
  /** The call whose receipt a link leads to, until it is closed. */
  const linked = of('call')
  const [closed, setClosed] = useState<string>()
  const paging = usePaging()
  const query = { customer_id: customerId, month, ...filter, limit: PAGE, cursor: paging.cursor }
  const usage = useAnswer<CustomerUsage>('admin-usage', query)
  const isNarrowed = Object.values(filter).some((value) => value !== undefined)
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
              <Title order={2} size="h5">
                Calls
              </Title>
              <EventFilters usage={answer} filter={filter} change={change} />
              <EventTable
                events={answer.events}
                keys={answer.per_key}
                open={setOpened}
                paging={paging}
                nextCursor={answer.next_cursor}
                empty={
                  isNarrowed ? (
                    <Empty title="No call matches">
                      Search for how the id of a request, an app or a device begins, or for a part of a model’s name;
                      widen the filters, or look in another month.
                    </Empty>
                  ) : (
                    <Empty title="No calls in this month">Calls show up here as soon as they are settled.</Empty>
                  )
                }
              />
            </Stack>
            <EventDrawer
              event={opened ?? answer.events.find(({ id }) => id === linked && id !== closed)}
              keys={answer.per_key}
              close={() => {
                setOpened(undefined)
                setClosed(linked)
              }}
            />
          </>
        )}
      </StateOf>
    </Stack>
  )
}
