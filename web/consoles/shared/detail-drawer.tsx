import { Drawer, Stack } from '@mantine/core'
import type { ReactNode } from 'react'

type Props<Row> = {
  /** What is looked at; undefined: nothing. */
  row: Row | undefined
  title: (row: Row) => ReactNode
  close: () => void
  children: (row: Row) => ReactNode
}

/** Everything about one row of a list, beside it. */
export const DetailDrawer = <Row,>({ row, title, close, children }: Props<Row>) => (
  <Drawer
    opened={row !== undefined}
    onClose={close}
    position="right"
    size={620}
    title={row === undefined ? '' : title(row)}
  >
    {row !== undefined && <Stack gap="lg">{children(row)}</Stack>}
  </Drawer>
)
