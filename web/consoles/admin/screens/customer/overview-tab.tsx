import { Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import type { Customer, CustomerUsage } from '../../../shared/answers.ts'
import { CapMeter } from '../../../shared/cap-meter.tsx'
import { dollarsOfCents, thisMonth } from '../../../shared/format.ts'
import { StateOf } from '../../../shared/state-of.tsx'
import { useAnswer } from '../../../shared/use-answer.ts'
import { MonthByDay } from '../usage/month-by-day.tsx'
import { MonthTotals } from '../usage/month-totals.tsx'
import { ByModel } from '../usage/by-model.tsx'
import { Notes } from './notes.tsx'

/** Where a customer stands: the current month, and what operators noted. */
export const OverviewTab = ({ customer }: { customer: Customer }) => {
  const month = thisMonth()
  const usage = useAnswer<CustomerUsage>('admin-usage', { customer_id: customer.id, month, limit: 1 })
  return (
    <Stack gap="lg">
      <Paper withBorder p="md">
        <Stack gap="xs">
          <Title order={2} size="h5">
            This month’s cap
          </Title>
          <CapMeter spentCents={customer.spent_cents} heldCents={customer.held_cents} capCents={customer.cap_cents} />
          <Text size="sm" c="dimmed">
            The limit is a cap of {dollarsOfCents(customer.monthly_cap_cents)} and{' '}
            {dollarsOfCents(customer.cap_cents - customer.monthly_cap_cents)} of top-ups.
          </Text>
        </Stack>
      </Paper>
      <StateOf of={usage}>
        {(answer) => (
          <>
            <MonthTotals rollup={answer.rollup} />
            <SimpleGrid cols={{ base: 1, xl: 2 }} style={{ alignItems: 'start' }}>
              <MonthByDay days={answer.per_day} />
              <ByModel models={answer.per_model} />
            </SimpleGrid>
          </>
        )}
      </StateOf>
      <Notes customer={customer} />
    </Stack>
  )
}
