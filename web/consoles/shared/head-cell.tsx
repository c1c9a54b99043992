import { Table, UnstyledButton, type TableThProps } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconArrowsSort } from '@tabler/icons-react'
import type { Column, Order, Sorting } from './data-table.tsx'
import { visibility } from './visibility.ts'

type Props<Row> = {
  column: Column<Row>
  order: Order | undefined
  setOrder: (order: Order | undefined) => void
  /** The order of the whole list, where the gateway knows several. */
  sorting: Sorting | undefined
  /** There are no other pages. */
  isWhole: boolean
}

/** The head of a column: sorts the whole list by the gateway where it can, else the rows that are here, and says which of the two. */
export const HeadCell = <Row,>({ column, order, setOrder, sorting, isWhole }: Props<Row>) => {
  const { title, by, whole, align } = column
  const cell = { ta: align, ...visibility(column) }
  if (whole !== undefined && sorting !== undefined) {
    const isSorted = order === undefined && sorting.by === whole.sort
    const direction = whole.rises === true ? 'ascending' : 'descending'
    const ask = () => {
      setOrder(undefined)
      sorting.pick(whole.sort)
    }
    return (
      <Sortable title={title} cell={cell} sorted={isSorted ? direction : 'none'} what="the whole list" sort={ask} />
    )
  }
  if (by === undefined) return <Table.Th {...cell}>{title}</Table.Th>
  const isSorted = order?.title === title
  const next = !isSorted ? { title, down: true } : order.down ? { title, down: false } : undefined
  return (
    <Sortable
      title={title}
      cell={cell}
      sorted={!isSorted ? 'none' : order.down ? 'descending' : 'ascending'}
      what={isWhole ? 'the list' : 'this page'}
      sort={() => setOrder(next)}
    />
  )
}

type SortableProps = {
  title: string
  cell: TableThProps
  sorted: 'none' | 'ascending' | 'descending'
  what: string
  sort: () => void
}

const ICON = { none: IconArrowsSort, ascending: IconArrowUp, descending: IconArrowDown } as const

const Sortable = ({ title, cell, sorted, what, sort }: SortableProps) => {
  const Icon = ICON[sorted]
  return (
    <Table.Th {...cell} aria-sort={sorted}>
      <UnstyledButton onClick={sort} title={`Sorts ${what}`} fw={700} fz="sm" style={{ whiteSpace: 'nowrap' }}>
        {title} <Icon size={12} opacity={sorted === 'none' ? 0.35 : 1} aria-hidden />
      </UnstyledButton>
    </Table.Th>
  )
}
