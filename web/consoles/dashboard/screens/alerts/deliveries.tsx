import { Group, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { alertWords } from '../../../shared/alert-words.ts'
import type { DeliveryRow } from '../../../shared/answers.ts'
import { Choice } from '../../../shared/choice.tsx'
import { DataTable } from '../../../shared/data-table.tsx'
import { deliveryProblem } from '../../../shared/delivery-problem.ts'
import { DELIVERY_OPTIONS, DeliveryState as State } from '../../../shared/delivery-state.tsx'
import { DetailDrawer } from '../../../shared/detail-drawer.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { Facts } from '../../../shared/facts.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { JsonBlock } from '../../../shared/json-block.tsx'
import type { Paging } from '../../../shared/paging.ts'
import { SearchField } from '../../../shared/search-field.tsx'

type Props = {
  rows: readonly DeliveryRow[]
  state: string | undefined
  pick: (state: string | undefined) => void
  q: string | undefined
  search: (q: string) => void
  paging: Paging
  nextCursor: string | null
}

/** What was sent, and what became of it. */
export const Deliveries = ({ rows, state, pick, q, search, paging, nextCursor }: Props) => {
  const [opened, setOpened] = useState<DeliveryRow>()
  return (
    <Stack gap="xs">
      <Title order={2} size="h5">
        Messages
      </Title>
      <Group gap="xs">
        <SearchField label="Search messages" initial={q} search={search} />
        <Choice label="Any status" aria-label="Status" options={DELIVERY_OPTIONS} value={state} pick={pick} />
      </Group>
      <DataTable
        label="Messages"
        rows={rows}
        keyOf={(row) => row.id}
        open={setOpened}
        paging={paging}
        nextCursor={nextCursor}
        empty={
          state === undefined && q === undefined ? (
            <Empty title="No alert was due yet">The first comes when a cap is nearly reached.</Empty>
          ) : (
            <Empty title="No message matches">
              Search for a part of its type, “cap warn”, or for its id, “msg_5”; or choose another status.
            </Empty>
          )
        }
        columns={[
          { title: 'Time', cell: (row) => <Instant at={row.created_at} />, by: (row) => row.created_at },
          { title: 'Message', cell: (row) => alertWords(row), by: alertWords },
          {
            title: 'Status',
            cell: (row) => <State state={row.state} />,
            by: (row) => row.state,
          },
          {
            title: 'Attempts',
            onPhone: 'hide',
            cell: (row) => row.attempts,
            by: (row) => row.attempts,
            align: 'right',
          },
          {
            title: 'Last response (HTTP)',
            onPhone: 'hide',
            cell: (row) => <LastAnswer row={row} />,
            by: (row) => row.last_status ?? 0,
          },
        ]}
      />
      <DetailDrawer row={opened} title={alertWords} close={() => setOpened(undefined)}>
        {(row) => (
          <>
            <Facts
              of={[
                ['Status', <State key="status" state={row.state} />],
                ['Written', <Instant key="made" at={row.created_at} precision="second" />],
                ['Delivered', <Instant key="arrived" at={row.delivered_at} precision="second" />],
                [
                  'Next attempt',
                  row.state === 'pending' ? (
                    <Instant key="next" at={row.next_attempt_at} precision="second" />
                  ) : undefined,
                ],
                ['Attempts', row.attempts],
                ['Last response (HTTP)', <LastAnswer key="last" row={row} />],
                [
                  'webhook-id',
                  <span key="id" className="kx-mono">
                    msg_{row.id}
                  </span>,
                ],
              ]}
            />
            <Title order={3} size="h5">
              Body as it is sent
            </Title>
            <JsonBlock value={bodyOf(row)} what="the message" />
            {row.state === 'dead' && (
              <Text size="sm" c="dimmed">
                It was given up after {row.attempts} attempts. The operator of this gateway can send it again.
              </Text>
            )}
          </>
        )}
      </DetailDrawer>
    </Stack>
  )
}

const LastAnswer = ({ row }: { row: DeliveryRow }) => (
  <Text size="sm" truncate maw={260}>
    {row.last_status ?? deliveryProblem(row) ?? '–'}
  </Text>
)

/** As receivers get it. */
const bodyOf = ({ id, payload, created_at }: DeliveryRow) => ({ id, ...payload, created_at })
