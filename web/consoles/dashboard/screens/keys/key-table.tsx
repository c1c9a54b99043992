import { Badge, Group, Stack, Text } from '@mantine/core'
import type { OwnKey } from '../../../shared/answers.ts'
import { CapMeter } from '../../../shared/cap-meter.tsx'
import { DataTable } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { Money } from '../../../shared/money.tsx'
import type { Paging } from '../../../shared/paging.ts'
import { StatusBadge } from '../../../shared/status-badge.tsx'

type Props = {
  keys: readonly OwnKey[]
  /** The key that is signed in with. */
  callerId: string
  open: (key: OwnKey) => void
  paging: Paging
  nextCursor: string | null
  isFiltered: boolean
}

export const KEY_TONE = { active: 'good', rotating: 'warn', revoked: 'bad', expired: 'quiet' } as const

export const KeyTable = ({ keys, callerId, open, paging, nextCursor, isFiltered }: Props) => (
  <DataTable
    label="Keys"
    rows={keys}
    keyOf={(key) => key.id}
    open={open}
    paging={paging}
    nextCursor={nextCursor}
    empty={
      isFiltered ? (
        <Empty title="No key matches">Search for part of the label or the last four characters.</Empty>
      ) : (
        <Empty title="No keys">Make one with “New key”.</Empty>
      )
    }
    columns={[
      {
        title: 'Key',
        cell: (key) => (
          <Stack gap={0} miw={150}>
            <Group gap={6} wrap="nowrap">
              <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
                {key.label}
              </Text>
              {key.id === callerId && (
                <Badge variant="default" size="xs" tt="none">
                  this one
                </Badge>
              )}
            </Group>
            <Text size="xs" c="dimmed" className="kx-mono">
              …{key.key_last4}
            </Text>
          </Stack>
        ),
        by: (key) => key.label,
      },
      { title: 'Role', cell: (key) => key.role, by: (key) => key.role },
      {
        title: 'Status',
        cell: (key) => <StatusBadge tone={KEY_TONE[key.status]}>{key.status}</StatusBadge>,
        by: (key) => key.status,
      },
      { title: 'This month', cell: (key) => <Spent of={key} />, by: (key) => key.line_spent_cents },
      { title: 'Last seen', cell: (key) => <Instant at={key.last_seen_at} />, by: (key) => key.last_seen_at ?? '' },
      { title: 'Made', cell: (key) => <Instant at={key.created_at} precision="day" />, by: (key) => key.created_at },
    ]}
  />
)

/** A rotated key shares its cap with those it came from; one without a cap has only a figure. */
const Spent = ({ of: key }: { of: OwnKey }) =>
  key.monthly_cap_cents === null ? (
    <Money usd={key.spent_usd} />
  ) : (
    <CapMeter compact spentCents={key.line_spent_cents} heldCents={0} capCents={key.monthly_cap_cents} />
  )
