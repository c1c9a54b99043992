import { Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { DeliveryRow } from '../../../shared/answers.ts'
import { Choice } from '../../../shared/choice.tsx'
import { DataTable } from '../../../shared/data-table.tsx'
import { DetailDrawer } from '../../../shared/detail-drawer.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { Facts } from '../../../shared/facts.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { JsonBlock } from '../../../shared/json-block.tsx'
import type { Paging } from '../../../shared/paging.ts'
import { StatusBadge } from '../../../shared/status-badge.tsx'

export type DeliveryState = DeliveryRow['state'] | undefined

type Props = {
  rows: readonly DeliveryRow[]
  state: DeliveryState
  pick: (state: DeliveryState) => void
  paging: Paging
  nextCursor: string | null
}

const TONE = { pending: 'busy', delivered: 'good', dead: 'bad' } as const

/** What was sent, and what became of it. */
export const Deliveries = ({ rows, state, pick, paging, nextCursor }: Props) => {
  const [opened, setOpened] = useState<DeliveryRow>()
  return (
    <Stack gap="xs">
      <Title order={2} size="h5">
        Messages
      </Title>
      <Choice
        label="Any state"
        aria-label="State"
        options={Object.keys(TONE)}
        value={state}
        pick={(picked) =>
          pick(picked === 'pending' || picked === 'delivered' || picked === 'dead' ? picked : undefined)
        }
      />
      <DataTable
        label="Messages"
        rows={rows}
        keyOf={(row) => row.id}
        open={setOpened}
        paging={paging}
        nextCursor={nextCursor}
        empty={
          state === undefined ? (
            <Empty title="No alert was due yet">The first comes when a cap is nearly reached.</Empty>
          ) : (
            <Empty title={`No message is ${state}`}>Choose another state.</Empty>
          )
        }
        columns={[
          { title: 'Made', cell: (row) => <Instant at={row.created_at} />, by: (row) => row.created_at },
          { title: 'Message', cell: (row) => nameOf(row.event_type), by: (row) => row.event_type },
          {
            title: 'State',
            cell: (row) => <StatusBadge tone={TONE[row.state]}>{row.state}</StatusBadge>,
            by: (row) => row.state,
          },
          { title: 'Tries', cell: (row) => row.attempts, by: (row) => row.attempts, align: 'right' },
          {
            title: 'Last answer',
            cell: (row) => <LastAnswer row={row} />,
            by: (row) => row.last_status ?? 0,
          },
        ]}
      />
      <DetailDrawer row={opened} title={(row) => nameOf(row.event_type)} close={() => setOpened(undefined)}>
        {(row) => (
          <>
            <Facts
              of={[
                [
                  'State',
                  <StatusBadge key="state" tone={TONE[row.state]}>
                    {row.state}
                  </StatusBadge>,
                ],
                ['Made', <Instant key="made" at={row.created_at} precision="second" />],
                ['Arrived', <Instant key="arrived" at={row.delivered_at} precision="second" />],
                [
                  'Next try',
                  row.state === 'pending' ? (
                    <Instant key="next" at={row.next_attempt_at} precision="second" />
                  ) : undefined,
                ],
                ['Tries', row.attempts],
                ['Last answer', <LastAnswer key="last" row={row} />],
                [
                  'webhook-id',
                  <span key="id" className="kx-mono">
                    msg_{row.id}
                  </span>,
                ],
              ]}
            />
            <Title order={3} size="h5">
              Content
            </Title>
            <JsonBlock value={row.payload} what="the message" />
            {row.state === 'dead' && (
              <Text size="sm" c="dimmed">
                It was given up after {row.attempts} tries. The operator of this gateway can send it again.
              </Text>
            )}
          </>
        )}
      </DetailDrawer>
    </Stack>
  )
}

const nameOf = (type: string): string => {
  const words = type.toLowerCase().replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const LastAnswer = ({ row }: { row: DeliveryRow }) => (
  <Text size="sm" truncate maw={260}>
    {row.last_status ?? row.last_error ?? '–'}
  </Text>
)
