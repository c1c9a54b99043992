import { Group, Progress, Stack, Text } from '@mantine/core'
import { dollarsOfCents, percent } from './format.ts'

type Props = {
  spentCents: number
  heldCents: number
  /** With what was topped up. */
  capCents: number
  /** Says it in a line of a list: no legend. */
  compact?: boolean
}

/** How much of a month's cap is spent, and how much of it running calls have set aside. */
export const CapMeter = ({ spentCents, heldCents, capCents, compact = false }: Props) => {
  const share = (cents: number): number => (capCents <= 0 ? (cents > 0 ? 100 : 0) : (cents / capCents) * 100)
  const spent = Math.min(100, share(spentCents))
  const held = Math.min(100 - spent, share(heldCents))
  const text = `${dollarsOfCents(spentCents)} of ${dollarsOfCents(capCents)}`
  return (
    <Stack gap={4} {...(compact ? { miw: { base: 92, sm: 150 } } : {})}>
      {compact && (
        <Group justify="space-between" gap="xs" wrap="nowrap">
          <Text size="xs">{text}</Text>
          <Text size="xs" c="dimmed">
            {percent(share(spentCents), 100)}
          </Text>
        </Group>
      )}
      <Progress.Root size={compact ? 6 : 14} aria-hidden>
        <Progress.Section value={spent} withAria={false} color={colorAt(share(spentCents))} />
        {held > 0 && <Progress.Section value={held} withAria={false} color="gray.5" striped />}
      </Progress.Root>
      {!compact && (
        <Text size="sm" c="dimmed">
          {text} spent ({percent(share(spentCents), 100)}), {dollarsOfCents(heldCents)} held by running calls,{' '}
          {dollarsOfCents(Math.max(0, capCents - spentCents - heldCents))} left
        </Text>
      )}
    </Stack>
  )
}

/** The gateway warns at 85 %. */
const colorAt = (percent: number): string => (percent >= 100 ? 'red.6' : percent >= 85 ? 'orange.6' : 'indigo.6')
