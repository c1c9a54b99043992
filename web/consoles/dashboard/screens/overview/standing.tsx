import { Divider, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import type { Billing, Summary } from '../../../shared/answers.ts'
import { CapMeter } from '../../../shared/cap-meter.tsx'
import { dollarsOfCents, thisMonth } from '../../../shared/format.ts'
import { gatewayNow } from '../../../shared/gateway-clock.ts'
import { Instant } from '../../../shared/instant.tsx'
import { Money } from '../../../shared/money.tsx'
import { monthEnd } from '../../../shared/month-end.ts'
import { daysLeft } from '../../../shared/projection.ts'
import type { Scope } from '../../scope-switch.tsx'
import { TopUpButton } from '../../top-up-button.tsx'
import { useCapWarnPct } from '../../use-cap-warn-pct.ts'
import { Pace } from './pace.tsx'
import { positionOf } from './position.ts'

type Month = Summary['month']

type Props = {
  month: Month
  scope: Scope
  planCents: number
  /** Undefined for those who may not see it. */
  billing: Billing | undefined
}

/** What is left, large, how long it lasts, and the caps that it is left of. */
export const Standing = ({ month, scope, planCents, billing }: Props) => {
  const isCurrent = month.month === thisMonth()
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
                {capsReset()} <Instant at={monthEnd(month.month)} />.
              </Text>
            )}
            {isCurrent && <Pace month={month} scope={scope} billing={billing} />}
          </Stack>
          {isCurrent && <TopUpButton />}
        </Group>
        <Divider />
        <SimpleGrid cols={{ base: 1, md: month.key_cap_usd === null ? 1 : 2 }} spacing="xl">
          <Cap
            title="Cap of the account"
            note={madeOf(month, planCents)}
            spentUsd={month.customer_spent_usd}
            heldUsd={month.customer_held_usd}
            capUsd={month.customer_cap_usd}
          />
          {month.key_cap_usd !== null && (
            <Cap
              title="Cap of this key"
              spentUsd={month.key_spent_usd}
              heldUsd={month.key_held_usd}
              capUsd={month.key_cap_usd}
            />
          )}
        </SimpleGrid>
      </Stack>
    </Paper>
  )
}

const capsReset = (): string => {
  const days = daysLeft(gatewayNow())
  return `The caps reset ${days === 1 ? 'within a day' : `in ${days} days`}, on`
}

/** The plan's part of a cap is today's; a past month may have had another. */
const madeOf = ({ month, extra_cents: toppedUp, customer_cap_cents: cap }: Month, planCents: number) =>
  month === thisMonth() && toppedUp > 0 && planCents + toppedUp === cap
    ? `${dollarsOfCents(planCents)} a month + ${dollarsOfCents(toppedUp)} topped up`
    : undefined

type CapProps = {
  title: string
  note?: string | undefined
  spentUsd: string
  heldUsd: string
  capUsd: string
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
    <CapMeter {...cap} warnPct={useCapWarnPct()} />
  </Stack>
)
