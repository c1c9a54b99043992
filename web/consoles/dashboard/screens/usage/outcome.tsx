import { Flex } from '@mantine/core'
import type { UsageEvent } from '../../../shared/answers.ts'
import { StatusBadge } from '../../../shared/status-badge.tsx'

/** How a call ended, and whether its usage had to be estimated. */
export const Outcome = ({ event: { outcome, estimated } }: { event: UsageEvent }) => (
  <Flex gap={4} wrap="wrap" align="flex-start" direction={{ base: 'column', sm: 'row' }}>
    <StatusBadge tone={outcome === 'completed' ? 'good' : outcome === 'lost' ? 'warn' : 'bad'}>
      {outcome.toLowerCase().replaceAll('_', ' ')}
    </StatusBadge>
    {estimated && <StatusBadge tone="quiet">estimated</StatusBadge>}
  </Flex>
)
