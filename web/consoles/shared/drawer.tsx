import { Drawer as MantineDrawer, type DrawerProps } from '@mantine/core'
import { useEscape } from './use-escape.ts'

/** Mantine's, but that Esc closes the one on top alone: there, each that is open takes the key for itself. */
export const Drawer = ({ closeOnEscape = true, ...drawer }: DrawerProps) => {
  useEscape(drawer.opened, () => {
    if (closeOnEscape) drawer.onClose()
  })
  return <MantineDrawer {...drawer} closeOnEscape={false} />
}
