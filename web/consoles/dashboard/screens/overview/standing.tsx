import { Divider, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import type { Summary } from '../../../shared/answers.ts'
import { CapMeter } from '../../../shared/cap-meter.tsx'
import { dollarsOfCents, thisMonth } from '../../../shared/format.ts'
import { Money } from '../../../shared/money.tsx'
import { monthEnd } from '../../../shared/month-end.ts'
import { daysLeft } from '../../../shared/projection.ts'
import type { Scope } from '../../scope-switch.tsx'
import { TopUpButton } from '../../top-up-button.tsx'
import { Pace } from './pace.tsx'
import { positionOf } from './position.ts'

type Month = Summary['month']

/** What is left, large, how long it lasts, and the caps that it is left of. */
export const Standing = ({ month, scope, planCents }: { month: Month; scope: Scope; planCents: number }) => {
  const isCurrent = month.month === thisMonth()
  const hasOwnCap = month.key_cap_usd !== null
  return (
    <Paper withBorder p="lg">
      <Stack gap="md">
        <Group justify="space-between" align="flex-start">
          <Stack gap={2}>
            <Text c="dimmed" size="sm">
              {isCurrent ? 'Remaining this month' : 'Remained'}
            </Text>
            <Text fz={44} fw={650} lh={1.15} component="div" style={{ fontVariantNumeric: 'tabular-nums' }}>
              <Money usd={positionOf(month, scope).remainingUsd} />
            </Text>
            {isCurrent && (
              <Text c="dimmed" size="sm">
                {resets(month.month)}
              </Text>
            )}
            {isCurrent && <Pace month={month} scope={scope} />}
          </Stack>
          {isCurrent && <TopUpButton />}
        </Group>
        <Divider />
        <SimpleGrid cols={{ base: 1, md: hasOwnCap ? 2 : 1 }} spacing="xl">
          <Cap
            title="Cap of the account"
            note={madeOf(month, planCents)}
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

const resets = (month: string): string => {
  const days = daysLeft(new Date())
  return `The caps reset ${days === 1 ? 'within a day' : `in ${days} days`}, on ${monthEnd(month)}.`
}

/** The plan's part of a cap is today's; a past month may have had another. */
const madeOf = ({ month, extra_cents: toppedUp, customer_cap_cents: cap }: Month, planCents: number) =>
  month === thisMonth() && toppedUp > 0 && planCents + toppedUp === cap
    ? `${dollarsOfCents(planCents)} a month + ${dollarsOfCents(toppedUp)} topped up`
    : undefined

type CapProps = {
  title: string
  note?: string | undefined
  spentCents: number
  heldCents: number
  capCents: number
}

const Cap = ({ title, note, ...cap }: CapProps) => (
  <Stack gap="xs">
    <Group justify="space-between" align="baseline" gap="xs">
      <Title order={2} size="h6">
        {title}
      </Title>
      {note !== undefined && (
        <Text size="sm" c="dimmed">
          {note}
        </Text>
      )}
    </Group>
    <CapMeter {...cap} />
  </Stack>
)
