import { Group, Text } from '@mantine/core'
import type { Billing } from '../../../shared/answers.ts'
import { dollarsOfCents } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { StatusBadge } from '../../../shared/status-badge.tsx'

type Order = NonNullable<Billing['auto_topup']['last']>

const STATE = {
  due: { tone: 'busy', text: 'being charged' },
  succeeded: { tone: 'good', text: 'paid' },
  failed: { tone: 'bad', text: 'failed' },
} as const

/** What became of the last automatic top-up. */
export const LastOrder = ({ order }: { order: Order }) => (
  <Group gap="xs">
    <Text size="sm">Last automatic top-up:</Text>
    <StatusBadge tone={STATE[order.state].tone}>{STATE[order.state].text}</StatusBadge>
    <Text size="sm" component="div">
      {dollarsOfCents(order.amount_cents)}, <Instant at={order.finished_at ?? order.created_at} />
      {order.failure !== null && `: ${order.failure.replaceAll('_', ' ')}`}
    </Text>
  </Group>
)
