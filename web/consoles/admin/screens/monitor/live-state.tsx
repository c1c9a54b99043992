import { Group, Text } from '@mantine/core'
import { StatusBadge } from '../../../shared/status-badge.tsx'
import type { Live } from './use-live-events.ts'

const STATES = {
  connecting: { label: 'Connecting…', tone: 'quiet' },
  interrupted: { label: 'Reconnecting…', tone: 'warn' },
} as const

/** Says when events do not arrive; while they do, there is nothing to say. */
export const LiveState = ({ live: { state, problem } }: { live: Live }) => (
  <Group gap="xs" aria-live="polite">
    {state !== 'live' && (
      <>
        <StatusBadge tone={STATES[state].tone}>{STATES[state].label}</StatusBadge>
        {problem !== undefined && (
          <Text size="sm" c="dimmed">
            {problem}
          </Text>
        )}
      </>
    )}
  </Group>
)
