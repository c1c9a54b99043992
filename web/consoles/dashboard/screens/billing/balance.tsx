import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { CapMeter } from '../../../shared/cap-meter.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { Money } from '../../../shared/money.tsx'
import { monthEnd } from '../../../shared/month-end.ts'
import { StateOf } from '../../../shared/state-of.tsx'
import { useMe } from '../../use-me.ts'

/** What is left of the month, before anybody decides to pay more in. */
export const Balance = () => (
  <Paper withBorder p="lg">
    <Title order={2} size="h5" mb="xs">
      Balance
    </Title>
    <StateOf of={useMe()} rows={2}>
      {({ month, cap_warn_pct: warnPct }) => (
        <Stack gap="xs">
          <Group justify="space-between" align="baseline" gap="xs">
            <Text component="div">
              <Text span fz={26} fw={650} style={{ fontVariantNumeric: 'tabular-nums' }}>
                <Money usd={month.customer_remaining_usd} />
              </Text>{' '}
              left of <Money usd={month.customer_cap_usd} />
            </Text>
            <Text size="sm" c="dimmed">
              Resets <Instant at={monthEnd(month.month)} />
            </Text>
          </Group>
          <CapMeter
            spentUsd={month.customer_spent_usd}
            heldUsd={month.customer_held_usd}
            capUsd={month.customer_cap_usd}
            warnPct={warnPct}
          />
        </Stack>
      )}
    </StateOf>
  </Paper>
)
