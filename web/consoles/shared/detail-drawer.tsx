import { Stack } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { Drawer } from './drawer.tsx'
import { useLayer } from './use-layer.ts'
import { Around, useAskingClose } from './use-unsaved.ts'

type Props<Row> = {
  /** What is looked at; undefined: nothing. */
  row: Row | undefined
  title: (row: Row) => ReactNode
  close: () => void
  /** By what in the address it is open, if it is. */
  named?: string
  children: (row: Row) => ReactNode
}

/** Everything about one row of a list, beside it. Back closes it, as Esc does; changes are asked about first. */
export const DetailDrawer = <Row,>({ row, title, close, named, children }: Props<Row>) => {
  // While it slides away it is still about what it was about.
  const [last, setLast] = useState(row)
  if (row !== undefined && row !== last) setLast(row)
  const shown = row ?? last
  const asking = useAskingClose(close)
  useLayer(row !== undefined, asking.close, named)
  return (
    <Drawer
      opened={row !== undefined}
      onClose={asking.close}
      position="right"
      size={620}
      title={shown === undefined ? '' : title(shown)}
    >
      <Around value={asking.around}>{shown !== undefined && <Stack gap="lg">{children(shown)}</Stack>}</Around>
    </Drawer>
  )
}
