import { Group, Text } from '@mantine/core'
import type { LedgerEntry } from './answers.ts'
import { Money } from './money.tsx'

type Entry = Pick<LedgerEntry, 'kind' | 'amount_usd'>

/** What an entry does to what is left to spend. */
const signedUsd = ({ kind, amount_usd: usd }: Entry): string => {
  if (kind === 'topup' || kind === 'overrun') return usd
  return usd.startsWith('-') ? usd.slice(1) : `-${usd}`
}

/** The same to the last digit. */
export const exactLedgerDollars = (entry: Entry): string => {
  const usd = signedUsd(entry)
  if (entry.kind === 'overrun') return `$${usd}, not charged`
  return usd.startsWith('-') ? `-$${usd.slice(1)}` : `+$${usd}`
}

/** An amount of the ledger with its sign: money that came in stands out, and an overrun, which nobody pays, stands back. */
export const LedgerAmount = ({ of: entry, digits = 6 }: { of: Entry; digits?: number }) => {
  const usd = signedUsd(entry)
  if (entry.kind === 'overrun')
    return (
      <Group gap="0 6px" justify="flex-end" c="dimmed">
        <Text size="xs" span style={{ whiteSpace: 'nowrap' }}>
          not charged
        </Text>
        <Money usd={usd} digits={digits} />
      </Group>
    )
  const isIn = !usd.startsWith('-') && Number(usd) !== 0
  return (
    <Text
      span
      inherit
      style={{ whiteSpace: 'nowrap' }}
      {...(isIn ? { c: 'var(--mantine-color-teal-light-color)' } : {})}
    >
      {isIn && '+'}
      <Money usd={usd} digits={digits} />
    </Text>
  )
}
