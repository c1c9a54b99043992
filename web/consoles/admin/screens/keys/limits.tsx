import { Text } from '@mantine/core'
import type { Key } from '../../../shared/answers.ts'
import { count } from '../../../shared/format.ts'
import { useDefaultRpm } from '../../use-default-rpm.ts'

/** How much a key may do: `120/min (default) · 8 at once`. */
export const Limits = ({ of: key }: { of: Key }) => {
  const defaultRpm = useDefaultRpm()
  const limits = [
    key.rpm_limit === null ? `${perMinute(defaultRpm)} (default)` : perMinute(key.rpm_limit),
    key.rpd_limit === null ? undefined : `${count(key.rpd_limit)}/day`,
    key.concurrency_limit === null ? undefined : `${count(key.concurrency_limit)} at once`,
  ]
  return (
    <Text size="sm" c="dimmed">
      {limits.filter((limit) => limit !== undefined).join(' · ')}
    </Text>
  )
}

const perMinute = (rpm: number | undefined): string =>
  rpm === undefined ? '…/min' : rpm <= 0 ? 'unlimited/min' : `${count(rpm)}/min`
