import { Badge, Group, Stack, Text } from '@mantine/core'
import type { OwnKey } from '../../../shared/answers.ts'
import { CapMeter } from '../../../shared/cap-meter.tsx'
import { DataTable, type Sorting } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { Instant } from '../../../shared/instant.tsx'
import type { KeySort } from '../../../shared/key-sorts.ts'
import { KeyStatus } from '../../../shared/key-status.tsx'
import { Money } from '../../../shared/money.tsx'
import type { Paging } from '../../../shared/paging.ts'
import { usdOfCents } from '../../../shared/pico.ts'
import { useCapWarnPct } from '../../use-cap-warn-pct.ts'

type Props = {
  keys: readonly OwnKey[]
  /** The key that is signed in with. */
  callerId: string
  open: (key: OwnKey) => void
  sorting: Sorting
  paging: Paging
  nextCursor: string | null
  isFiltered: boolean
}

export const KeyTable = ({ keys, callerId, open, sorting, paging, nextCursor, isFiltered }: Props) => (
  <DataTable
    label="Keys"
    rows={keys}
    keyOf={(key) => key.id}
    open={open}
    sorting={sorting}
    paging={paging}
    nextCursor={nextCursor}
    empty={
      isFiltered ? (
        <Empty title="No key matches">
          Search for part of the label or the last four characters, or clear a filter.
        </Empty>
      ) : (
        <Empty title="No keys">Make one with “New key”.</Empty>
      )
    }
    columns={[
      {
        title: 'Key',
        cell: (key) => (
          <Stack gap={0} miw={{ base: 0, sm: 150 }}>
            <Group gap="0 6px">
              <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
                {key.label}
              </Text>
              {key.id === callerId && (
                <Badge variant="default" size="xs" tt="none" miw="max-content">
                  this one
                </Badge>
              )}
            </Group>
            <Text size="xs" c="dimmed" className="kx-mono">
              …{key.key_last4}
            </Text>
          </Stack>
        ),
        whole: { sort: 'label' satisfies KeySort, rises: true },
      },
      { title: 'Role', onPhone: 'hide', cell: (key) => key.role, by: (key) => key.role },
      {
        title: 'Status',
        cell: (key) => <KeyStatus status={key.status} />,
        by: (key) => key.status,
      },
      { title: 'This month', cell: (key) => <Spent of={key} />, whole: { sort: 'spent' satisfies KeySort } },
      {
        title: 'Last seen',
        onPhone: 'hide',
        cell: (key) => <Instant at={key.last_seen_at} />,
        by: (key) => key.last_seen_at ?? '',
      },
      {
        title: 'Made',
        onPhone: 'hide',
        cell: (key) => <Instant at={key.created_at} precision="day" />,
        whole: { sort: 'newest' satisfies KeySort },
      },
    ]}
  />
)

/** A rotated key shares its cap with those it came from; one without a cap has only a figure. */
const Spent = ({ of: key }: { of: OwnKey }) => {
  const warnPct = useCapWarnPct()
  return key.monthly_cap_cents === null ? (
    <Text size="xs" component="div">
      <Money usd={key.spent_usd} digits={2} /> · no own cap
    </Text>
  ) : (
    <CapMeter
      compact
      spentUsd={usdOfCents(key.line_spent_cents)}
      heldUsd="0"
      capUsd={usdOfCents(key.monthly_cap_cents)}
      warnPct={warnPct}
    />
  )
}
