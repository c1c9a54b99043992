import { Button, Group, Text } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { count } from '../../../shared/format.ts'
import { StatusBadge } from '../../../shared/status-badge.tsx'
import type { Live } from './use-live-events.ts'

const STATES = {
  connecting: { label: 'Connecting…', tone: 'quiet' },
  live: { label: 'Live', tone: 'good' },
  interrupted: { label: 'Reconnecting…', tone: 'warn' },
} as const

type Props = { live: Live; paused: boolean; setPaused: (paused: boolean) => void }

/** Whether events arrive, and a way to stop them while one reads. */
export const LiveState = ({ live, paused, setPaused }: Props) => {
  const { label, tone } = paused ? { label: 'Paused', tone: 'quiet' as const } : STATES[live.state]
  return (
    <Group gap="xs" aria-live="polite">
      <StatusBadge tone={tone}>{label}</StatusBadge>
      <Button
        size="xs"
        variant="default"
        leftSection={paused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
        onClick={() => setPaused(!paused)}
      >
        {paused ? 'Resume' : 'Pause'}
      </Button>
      {paused && live.waiting > 0 && <Text size="sm">{count(live.waiting)} new events wait</Text>}
      {!paused && live.problem !== undefined && (
        <Text size="sm" c="dimmed">
          {live.problem}
        </Text>
      )}
    </Group>
  )
}
