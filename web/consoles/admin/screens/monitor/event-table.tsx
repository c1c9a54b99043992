import { Text } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'
import type { MonitorRow } from '../../../shared/answers.ts'
import { DataTable, type Column } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { duration } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import type { Paging } from '../../../shared/paging.ts'
import { StatusBadge } from '../../../shared/status-badge.tsx'
import { deedName } from './deed-name.ts'
import { KINDS, LEVELS } from './kinds.ts'

type Props = {
  rows: readonly MonitorRow[]
  open: (row: MonitorRow) => void
  empty: string
  paging?: Paging
  nextCursor?: string | null
}

export const EventTable = ({ rows, open, empty, ...pages }: Props) => (
  <DataTable
    label="Events"
    columns={COLUMNS}
    rows={rows}
    keyOf={({ id }) => id}
    open={open}
    empty={<Empty title="No events">{empty}</Empty>}
    {...pages}
  />
)

export const LevelBadge = ({ level }: { level: MonitorRow['level'] }) => (
  <StatusBadge tone={LEVELS[level].tone}>{LEVELS[level].label}</StatusBadge>
)

/** Lists are read by the line. */
const Line = ({ children }: { children: ReactNode }) => (
  <Text size="sm" truncate maw={180}>
    {children}
  </Text>
)

const none = (value: string | null): string => value ?? '–'

const COLUMNS: readonly Column<MonitorRow>[] = [
  { title: 'Time', cell: (row) => <Instant at={row.created_at} precision="second" />, by: (row) => row.created_at },
  { title: 'Level', cell: (row) => <LevelBadge level={row.level} />, by: (row) => row.level },
  { title: 'Kind', onPhone: 'hide', cell: (row) => <Line>{KINDS[row.kind]}</Line>, by: (row) => KINDS[row.kind] },
  {
    title: 'Function',
    onPhone: 'hide',
    cell: (row) => <Line>{none(row.function_name)}</Line>,
    by: (row) => row.function_name ?? '',
  },
  { title: 'App', onLaptop: 'hide', cell: (row) => <Line>{none(row.app_id)}</Line>, by: (row) => row.app_id ?? '' },
  {
    title: 'Status',
    onPhone: 'hide',
    cell: (row) => row.http_status ?? '–',
    by: (row) => row.http_status ?? 0,
    align: 'right',
  },
  {
    title: 'Duration',
    onTablet: 'hide',
    cell: (row) => <Line>{row.duration_ms === null ? '–' : duration(row.duration_ms)}</Line>,
    by: (row) => row.duration_ms ?? -1,
    align: 'right',
  },
  {
    title: 'What happened',
    cell: (row) => (
      <Text size="sm" lineClamp={2} miw={{ base: 120, sm: 140 }} style={{ overflowWrap: 'anywhere' }}>
        <Said of={row} />
      </Text>
    ),
  },
]

/** A narrow column breaks a code after one of its words. */
const Said = ({ of: row }: { of: MonitorRow }) =>
  said(row)
    .split('_')
    .map((part, index) => (
      <Fragment key={index}>
        {index > 0 && (
          <>
            _<wbr />
          </>
        )}
        {part}
      </Fragment>
    ))

const said = (row: MonitorRow): string =>
  [row.error_code, row.error_message].filter((part) => part !== null).join(': ') ||
  none((row.kind === 'audit' ? deedName(row) : undefined) ?? row.path)
