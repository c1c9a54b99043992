import { Divider, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import type { Summary } from '../../../shared/answers.ts'
import { CapMeter } from '../../../shared/cap-meter.tsx'
import { thisMonth } from '../../../shared/format.ts'
import { Money } from '../../../shared/money.tsx'
import { TopUpButton } from '../../top-up-button.tsx'
import { daysLeft } from './projection.ts'

type Month = Summary['month']

/** What is left, large, and the caps that it is left of. */
export const Standing = ({ month, remainingUsd }: { month: Month; remainingUsd: string }) => {
  const isCurrent = month.month === thisMonth()
  const hasOwnCap = month.key_cap_usd !== null
  return (
    <Paper withBorder p="lg">
      <Stack gap="md">
        <Group justify="space-between" align="flex-start">
          <Stack gap={0}>
            <Text c="dimmed" size="sm">
              {isCurrent ? 'Remaining this month' : 'Remained'}
            </Text>
            <Text fz={44} fw={650} lh={1.15} component="div" style={{ fontVariantNumeric: 'tabular-nums' }}>
              <Money usd={remainingUsd} />
            </Text>
            {isCurrent && (
              <Text c="dimmed" size="sm">
                {resets()}
              </Text>
            )}
          </Stack>
          {isCurrent && <TopUpButton />}
        </Group>
        <Divider />
        <SimpleGrid cols={{ base: 1, md: hasOwnCap ? 2 : 1 }} spacing="xl">
          <Cap
            title="Cap of the account"
            spentCents={month.customer_spent_cents}
            heldCents={month.held_cents}
            capCents={month.customer_cap_cents}
          />
          {hasOwnCap && (
            <Cap
              title="Cap of this key"
              spentCents={month.key_spent_cents}
              heldCents={Number(month.key_held_usd) * 100}
              capCents={month.key_cap_cents}
            />
          )}
        </SimpleGrid>
      </Stack>
    </Paper>
  )
}

const resets = (): string => {
  const days = daysLeft(new Date())
  return days === 1 ? 'The caps reset within a day.' : `The caps reset in ${days} days.`
}

const Cap = ({ title, ...cap }: { title: string; spentCents: number; heldCents: number; capCents: number }) => (
  <Stack gap="xs">
    <Title order={2} size="h6">
      {title}
    </Title>
    <CapMeter {...cap} />
  </Stack>
)
