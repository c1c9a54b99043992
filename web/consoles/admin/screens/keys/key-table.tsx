import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Key } from '../../../shared/answers.ts'
import { CapMeter } from '../../../shared/cap-meter.tsx'
import { DataTable } from '../../../shared/data-table.tsx'
import { count } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { Money } from '../../../shared/money.tsx'
import type { Paging } from '../../../shared/paging.ts'
import { KeyStatus } from './key-status.tsx'

type Props = {
  keys: readonly Key[]
  open: (key: Key) => void
  paging: Paging
  nextCursor: string | null
  empty: ReactNode
}

export const KeyTable = ({ keys, open, paging, nextCursor, empty }: Props) => (
  <DataTable
    label="Keys"
    rows={keys}
    keyOf={(key) => key.id}
    open={open}
    paging={paging}
    nextCursor={nextCursor}
    empty={empty}
    columns={[
      {
        title: 'Key',
        cell: (key) => (
          <>
            <Text size="sm">{key.label}</Text>
            <Text size="xs" c="dimmed" className="kx-mono">
              …{key.key_last4}
            </Text>
          </>
        ),
        by: (key) => key.label,
      },
      { title: 'Role', cell: (key) => key.role, by: (key) => key.role },
      { title: 'Status', cell: (key) => <KeyStatus status={key.status} />, by: (key) => key.status },
      { title: 'This month', cell: (key) => <Spent of={key} />, by: (key) => key.line_spent_cents },
      {
        title: 'Limits',
        cell: (key) => (
          <Text size="sm" c="dimmed">
            {limitsOf(key)}
          </Text>
        ),
      },
      { title: 'Expires', cell: (key) => <Instant at={key.expires_at} />, by: (key) => key.expires_at ?? '' },
      { title: 'Last seen', cell: (key) => <Instant at={key.last_seen_at} />, by: (key) => key.last_seen_at ?? '' },
    ]}
  />
)

/** A cap is shared by the keys that came from each other by rotation, so the meter shows what they spent together. */
const Spent = ({ of: key }: { of: Key }) =>
  key.monthly_cap_cents === null ? (
    <Money usd={key.spent_usd} />
  ) : (
    <CapMeter compact spentCents={key.line_spent_cents} heldCents={0} capCents={key.monthly_cap_cents} />
  )

const limitsOf = (key: Key): string => {
  const limits = [
    limit(key.rpm_limit, 'a minute'),
    limit(key.rpd_limit, 'a day'),
    limit(key.concurrency_limit, 'at once'),
  ].filter((text) => text !== '')
  return limits.length === 0 ? 'usual' : limits.join(', ')
}

const limit = (value: number | null, per: string): string => {
  if (value === null) return ''
  return value <= 0 ? `any number ${per}` : `${count(value)} ${per}`
}
