import { SimpleGrid, Stack } from '@mantine/core'
import type { Overview } from '../../../shared/answers.ts'
import { StateOf } from '../../../shared/state-of.tsx'
import { useAnswer } from '../../../shared/use-answer.ts'
import { useThisMonth } from '../../../shared/use-this-month.ts'
import { TopCustomers } from '../overview/top-customers.tsx'
import { usageOf } from '../../usage-of.ts'
import { ByModel } from './by-model.tsx'
import { EverybodysCalls } from './everybodys-calls.tsx'
import { MonthByDay } from './month-by-day.tsx'
import { MonthTotals } from './month-totals.tsx'
import { useEventFilter } from './use-event-filter.ts'
import { useLeadToCalls } from './use-lead-to-calls.ts'

/** A month of all customers: its sums, by day, model and customer, and call by call. Another month is another component: give it a key. */
export const EverybodysMonth = ({ month }: { month: string }) => {
  const overview = useAnswer<Overview>('admin-overview', { month })
  const isCurrent = useThisMonth() === month
  const { change, isNarrowed } = useEventFilter({ ofEverybody: true })
  const { heading, lead } = useLeadToCalls({ isNarrowed, isReady: overview.data !== undefined })
  return (
    <Stack gap="lg">
      <StateOf of={overview} rows={12}>
        {({ month: sums, held_now: held, per_day: days, top_models: models, top_customers: customers }) => (
          <>
            <MonthTotals
              rollup={{
                ...sums,
                extra_cents: sums.topups_cents,
                held_cents: isCurrent ? held.held_cents : undefined,
              }}
            />
            <MonthByDay days={days} />
            <SimpleGrid cols={{ base: 1, xl: 2 }} style={{ alignItems: 'start' }}>
              <ByModel
                title="Top models"
                models={models}
                pick={({ provider, model }) => {
                  change({ provider, model })
                  lead()
                }}
              />
              <TopCustomers
                customers={customers}
                hrefOf={({ customer_id: id }) => usageOf({ customer_id: id, month })}
              />
            </SimpleGrid>
          </>
        )}
      </StateOf>
      <EverybodysCalls month={month} models={overview.data?.models ?? []} heading={heading} />
    </Stack>
  )
}
