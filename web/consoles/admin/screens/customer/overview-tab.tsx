import { SimpleGrid, Stack, Text } from '@mantine/core'
import type { Customer, CustomerUsage } from '../../../shared/answers.ts'
import { CapMeter } from '../../../shared/cap-meter.tsx'
import { dollars, dollarsOfCents, localTime, monthName } from '../../../shared/format.ts'
import { gatewayNow } from '../../../shared/gateway-clock.ts'
import { Panel } from '../../../shared/panel.tsx'
import { usdOfCents } from '../../../shared/pico.ts'
import { projectionOf } from '../../../shared/projection.ts'
import { StateOf } from '../../../shared/state-of.tsx'
import { useAnswer } from '../../../shared/use-answer.ts'
import { useThisMonth } from '../../../shared/use-this-month.ts'
import { useCapWarnPct } from '../../use-cap-warn-pct.ts'
import { MonthByDay } from '../usage/month-by-day.tsx'
import { MonthTotals } from '../usage/month-totals.tsx'
import { ByKey } from '../usage/by-key.tsx'
import { ByModel } from '../usage/by-model.tsx'
import { Notes } from './notes.tsx'

/** Where a customer stands: the current month, and what operators noted. */
export const OverviewTab = ({ customer }: { customer: Customer }) => {
  const month = useThisMonth()
  const usage = useAnswer<CustomerUsage>('admin-usage', { customer_id: customer.id, month, limit: 1 })
  return (
    <Stack gap="lg">
      <Panel title={`Cap of ${monthName(month)}`}>
        <Stack gap="xs">
          <CapMeter
            spentUsd={customer.spent_usd}
            heldUsd={usdOfCents(customer.held_cents)}
            capUsd={usdOfCents(customer.cap_cents)}
            warnPct={useCapWarnPct()}
          />
          <Text size="sm" c="dimmed">
            {dollarsOfCents(customer.monthly_cap_cents)} a month and{' '}
            {dollarsOfCents(customer.cap_cents - customer.monthly_cap_cents)} of top-ups.
          </Text>
          <Pace spentCents={customer.spent_cents} capCents={customer.cap_cents} />
        </Stack>
      </Panel>
      <StateOf of={usage}>
        {(answer) => (
          <>
            <MonthTotals rollup={answer.rollup} />
            <SimpleGrid cols={{ base: 1, xl: 2 }} style={{ alignItems: 'start' }}>
              <Stack miw={0}>
                <MonthByDay days={answer.per_day} />
                <ByKey keys={answer.per_key} />
              </Stack>
              <ByModel models={answer.per_model} />
            </SimpleGrid>
          </>
        )}
      </StateOf>
      <Notes customer={customer} />
    </Stack>
  )
}

/** Where the month is going. */
const Pace = ({ spentCents, capCents }: { spentCents: number; capCents: number }) => {
  if (capCents <= 0) return null
  if (spentCents >= capCents) {
    return (
      <Text size="sm" fw={600}>
        The cap is reached: calls are refused until a top-up or the end of the month.
      </Text>
    )
  }
  const projection = projectionOf(spentCents / 100, capCents / 100, gatewayNow())
  if (projection === undefined) return null
  return projection.reachedAt === undefined ? (
    <Text size="sm" c="dimmed">
      At this pace {dollars(projection.usd)} by the end of the month.
    </Text>
  ) : (
    <Text size="sm" fw={600}>
      At this pace reached on {localTime(projection.reachedAt.toISOString(), 'day')}.
    </Text>
  )
}
