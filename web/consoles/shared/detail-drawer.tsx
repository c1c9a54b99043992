import { Drawer, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { useLayer } from './use-layer.ts'
import { Around, useAskingClose } from './use-unsaved.ts'

type Props<Row> = {
  /** What is looked at; undefined: nothing. */
  row: Row | undefined
  title: (row: Row) => ReactNode
  close: () => void
  children: (row: Row) => ReactNode
}

/** Everything about one row of a list, beside it. Back closes it, as Esc does; changes are asked about first. */
export const DetailDrawer = <Row,>({ row, title, close, children }: Props<Row>) => {
  const asking = useAskingClose(close)
  useLayer(row !== undefined, asking.close)
  return (
    <Drawer
      opened={row !== undefined}
      onClose={asking.close}
      position="right"
      size={620}
      title={row === undefined ? '' : title(row)}
    >
      <Around value={asking.around}>{row !== undefined && <Stack gap="lg">{children(row)}</Stack>}</Around>
    </Drawer>
  )
}
