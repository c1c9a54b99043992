import { Flex } from '@mantine/core'
import type { UsageEvent } from '../../../shared/answers.ts'
import { outcomeName } from '../../../shared/outcome-names.ts'
import { StatusBadge } from '../../../shared/status-badge.tsx'

/** How a call ended, and whether its usage had to be estimated. */
export const Outcome = ({ event: { outcome, estimated } }: { event: UsageEvent }) => (
  <Flex gap={4} wrap="wrap" align="flex-start" direction={{ base: 'column', sm: 'row' }}>
    <StatusBadge tone={toneOf(outcome)}>{outcomeName(outcome)}</StatusBadge>
    {estimated && <StatusBadge tone="quiet">estimated</StatusBadge>}
  </Flex>
)

const toneOf = (outcome: string) => {
  if (outcome === 'completed') return 'good'
  // That somebody stopped a call is no failure.
  if (outcome === 'CANCELLED') return 'quiet'
  return outcome === 'lost' ? 'warn' : 'bad'
}
