import { Paper, Table } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import './data-table.css'
import { HeadCell } from './head-cell.tsx'
import { PageIsGone } from './page-is-gone.tsx'
import type { Paging } from './paging.ts'
import { InOpeningRow, openTab, rowOpening } from './row-opening.ts'
import { useStale } from './stale.ts'
import { TablePages } from './table-pages.tsx'
import { visibility } from './visibility.ts'

export type Column<Row> = {
  title: string
  cell: (row: Row) => ReactNode
  /** What the column is sorted by, within the page; absent: it is not. */
  by?: (row: Row) => string | number
  /** The order of the gateway's that its head asks for, and whether the largest comes last; goes before `by`. */
  whole?: { sort: string; rises?: boolean }
  align?: 'right'
  /** Left out where a screen is narrow: what opens from the row has it. */
  onPhone?: 'hide'
  /** Left out on a tablet, too. */
  onTablet?: 'hide'
  /** Left out on a laptop, too: only a wide screen has room for it. */
  onLaptop?: 'hide'
}

/** The order of the whole list, which the gateway sees to. */
export type Sorting = { by: string; pick: (sort: string) => void }

/** The order of the rows of a page, by the title of a column. */
export type Order = { title: string; down: boolean }

type Props<Row> = {
  /** Names the table for those who cannot see it. */
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** What a click on a row, Enter or Space opens. */
  open?: (row: Row) => void
  /** Where it leads instead, if that is a page: then in a new tab too. */
  href?: (row: Row) => string
  empty: ReactNode
  /** It stands in a panel, which has the frame. */
  frameless?: boolean
  sorting?: Sorting
  paging?: Paging
  nextCursor?: string | null
}

/** It lies over the last row while somebody scrolls, instead of leaving a gap below it. */
const NO_ROOM_FOR_SCROLLBAR = { offsetScrollbars: false } as const

/** A list: sorted, paged by cursor, opened with mouse or keyboard. While another page is on its way the one before stays, dimmed. */
export const DataTable = <Row,>(props: Props<Row>) => {
  const {
    label,
    columns,
    rows,
    keyOf,
    open,
    href,
    empty,
    frameless = false,
    sorting,
    paging,
    nextCursor = null,
  } = props
  const [, navigate] = useLocation()
  const opening = (row: Row) => {
    if (href !== undefined) return rowOpening({ open: () => navigate(href(row)), inNewTab: () => openTab(href(row)) })
    return open === undefined ? {} : rowOpening({ open: () => open(row) })
  }
  // Within an order of the whole list: another one begins without it.
  const [sorted, setSorted] = useState<{ within: string | undefined; order: Order | undefined }>()
  const order = sorted?.within === sorting?.by ? sorted?.order : undefined
  const isStale = useStale() && paging !== undefined
  if (rows.length === 0 && paging?.back === undefined) return <>{empty}</>
  if (rows.length === 0 && !isStale) return <PageIsGone />
  return (
    <Paper withBorder={!frameless} style={{ overflow: 'hidden' }}>
      <Table.ScrollContainer className="kx-table" minWidth={0} scrollAreaProps={NO_ROOM_FOR_SCROLLBAR}>
        <Table
          horizontalSpacing={frameless ? 'sm' : 'md'}
          miw={{ sm: Math.min(740, columns.length * 95) }}
          aria-label={label}
          aria-busy={isStale || undefined}
        >
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <HeadCell
                  key={column.title}
                  column={column}
                  order={order}
                  setOrder={(next) => setSorted({ within: sorting?.by, order: next })}
                  sorting={sorting}
                  isWhole={paging?.back === undefined && nextCursor === null}
                />
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className={isStale ? 'kx-stale' : undefined}>
            <InOpeningRow value={(open ?? href) !== undefined}>
              {inOrder(rows, columns, order).map((row) => (
                <Table.Tr key={keyOf(row)} {...opening(row)}>
                  {columns.map((column) => (
                    <Table.Td key={column.title} ta={column.align} {...visibility(column)}>
                      {column.cell(row)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </InOpeningRow>
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {paging !== undefined && (
        <TablePages paging={paging} nextCursor={nextCursor} shown={rows.length} isStale={isStale} />
      )}
    </Paper>
  )
}

const inOrder = <Row,>(
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
