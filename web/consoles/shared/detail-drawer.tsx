import { Drawer, Stack } from '@mantine/core'
import { useState, type ReactNode } from 'react'
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
  // While it slides away it is still about what it was about.
  const [last, setLast] = useState(row)
  if (row !== undefined && row !== last) setLast(row)
  const shown = row ?? last
  const asking = useAskingClose(close)
  useLayer(row !== undefined, asking.close)
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
