import { Group, Progress, Stack, Text } from '@mantine/core'
import { capColor, capShare, capShareText } from './cap-share.ts'
import { Money } from './money.tsx'
import { picoOf, usdOf } from './pico.ts'

type Props = {
  spentUsd: string
  heldUsd: string
  /** With what was topped up. */
  capUsd: string
  /** At how many percent the gateway warns; undefined: not known yet. */
  warnPct: number | undefined
  /** Says it in a line of a list: no legend. */
  compact?: boolean
}

/** How much of a month's cap is spent, and how much of it running calls have set aside. */
export const CapMeter = ({ spentUsd, heldUsd, capUsd, warnPct, compact = false }: Props) => {
  const spent = capShare(spentUsd, capUsd)
  const held = Math.min(100 - Math.min(100, spent), capShare(heldUsd, capUsd))
  const isNothingAllowed = picoOf(capUsd) <= 0n
  const share = capShareText(spentUsd, capUsd)
  const text = (
    <>
      <Money usd={spentUsd} /> of <Money usd={capUsd} />
    </>
  )
  return (
    <Stack gap={4} {...(compact ? { miw: { base: 92, sm: 150 } } : {})}>
      {compact && (
        <Group justify="space-between" gap="0 xs" wrap={isNothingAllowed ? 'wrap' : 'nowrap'}>
          <Text size="xs" component="div">
            {text}
          </Text>
          <Text size="xs" c="dimmed">
            {share}
          </Text>
        </Group>
      )}
      <Progress.Root size={compact ? 6 : 14} aria-hidden>
        <Progress.Section value={Math.min(100, spent)} withAria={false} color={capColor(spent, warnPct)} />
        {held > 0 && <Progress.Section value={held} withAria={false} color="gray.5" striped />}
      </Progress.Root>
      {!compact && (
        <Text size="sm" c="dimmed" component="div">
          {text} spent ({isNothingAllowed ? share.toLowerCase() : share}), <Money usd={heldUsd} /> held by running
          calls, <Money usd={left({ spentUsd, heldUsd, capUsd })} /> left
        </Text>
      )}
    </Stack>
  )
}

const left = ({ spentUsd, heldUsd, capUsd }: Pick<Props, 'spentUsd' | 'heldUsd' | 'capUsd'>): string => {
  const pico = picoOf(capUsd) - picoOf(spentUsd) - picoOf(heldUsd)
  return pico < 0n ? '0' : usdOf(pico)
}
