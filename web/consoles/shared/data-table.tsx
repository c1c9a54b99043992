import { Group, Paper, Table, Text, UnstyledButton, Button } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconArrowsSort } from '@tabler/icons-react'
import { useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import type { Paging } from './paging.ts'

export type Column<Row> = {
  title: string
  cell: (row: Row) => ReactNode
  /** What the column is sorted by, within the page; absent: it is not. */
  by?: (row: Row) => string | number
  align?: 'right'
}

type Props<Row> = {
  /** Names the table for those who cannot see it. */
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** What a click on a row, or Enter, opens. */
  open?: (row: Row) => void
  empty: ReactNode
  paging?: Paging
  nextCursor?: string | null
}

/** It lies over the last row while somebody scrolls, instead of leaving a gap below it. */
const NO_ROOM_FOR_SCROLLBAR = { offsetScrollbars: false } as const

type Order = { title: string; down: boolean }

/** A list: sorted within its page, paged by cursor, opened with mouse or keyboard. */
export const DataTable = <Row,>({ label, columns, rows, keyOf, open, empty, paging, nextCursor }: Props<Row>) => {
  const [order, setOrder] = useState<Order>()
  if (rows.length === 0 && paging?.back === undefined) return <>{empty}</>
  return (
    <Paper withBorder style={{ overflow: 'hidden' }}>
      <Table.ScrollContainer minWidth={Math.min(900, columns.length * 95)} scrollAreaProps={NO_ROOM_FOR_SCROLLBAR}>
        <Table aria-label={label}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <HeadCell key={column.title} column={column} order={order} setOrder={setOrder} />
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sorted(rows, columns, order).map((row) => (
              <Table.Tr key={keyOf(row)} {...opening(open, row)}>
                {columns.map(({ title, cell, align }) => (
                  <Table.Td key={title} ta={align}>
                    {cell(row)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {paging !== undefined && <Pages paging={paging} nextCursor={nextCursor ?? null} shown={rows.length} />}
    </Paper>
  )
}

type HeadProps<Row> = { column: Column<Row>; order: Order | undefined; setOrder: (order: Order | undefined) => void }

const HeadCell = <Row,>({ column: { title, by, align }, order, setOrder }: HeadProps<Row>) => {
  if (by === undefined) return <Table.Th ta={align}>{title}</Table.Th>
  const isSorted = order?.title === title
  const Icon = !isSorted ? IconArrowsSort : order.down ? IconArrowDown : IconArrowUp
  const next = !isSorted ? { title, down: true } : order.down ? { title, down: false } : undefined
  return (
    <Table.Th ta={align} aria-sort={!isSorted ? 'none' : order.down ? 'descending' : 'ascending'}>
      <UnstyledButton onClick={() => setOrder(next)} fw={700} fz="sm" style={{ whiteSpace: 'nowrap' }}>
        {title} <Icon size={12} opacity={isSorted ? 1 : 0.35} aria-hidden />
      </UnstyledButton>
    </Table.Th>
  )
}

const sorted = <Row,>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: Order | undefined,
): readonly Row[] => {
  const by = columns.find(({ title }) => title === order?.title)?.by
  if (by === undefined || order === undefined) return rows
  const compare = (a: Row, b: Row): number => {
    const [left, right] = [by(a), by(b)]
    return typeof left === 'number' && typeof right === 'number'
      ? left - right
      : String(left).localeCompare(String(right), undefined, { numeric: true })
  }
  return rows.toSorted((a, b) => (order.down ? compare(b, a) : compare(a, b)))
}

const opening = <Row,>(open: ((row: Row) => void) | undefined, row: Row) =>
  open === undefined
    ? {}
    : {
        className: 'kx-row-link',
        tabIndex: 0,
        onClick: (event: MouseEvent<HTMLElement>) => {
          if (isOnRowItself(event)) open(row)
        },
        onKeyDown: (event: KeyboardEvent) => {
          if (event.key === 'Enter' && event.target === event.currentTarget) open(row)
        },
      }

/** A link or a button in the row does what it says, and so does a menu, which is not even in it but in a portal. */
const isOnRowItself = ({ currentTarget, target }: MouseEvent<HTMLElement>): boolean =>
  target instanceof Element && currentTarget.contains(target) && target.closest('a, button, input, label') === null

const Pages = ({ paging, nextCursor, shown }: { paging: Paging; nextCursor: string | null; shown: number }) => {
  if (paging.back === undefined && nextCursor === null) return null
  return (
    <Group justify="space-between" p="xs">
      <Text size="sm" c="dimmed">
        Page {paging.page}, {shown} rows
      </Text>
      <Group gap="xs">
        <Button size="xs" variant="default" disabled={paging.back === undefined} onClick={() => paging.back?.()}>
          Back
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={nextCursor === null}
          onClick={() => {
            if (nextCursor !== null) paging.next(nextCursor)
          }}
        >
          Next
        </Button>
      </Group>
    </Group>
  )
}
