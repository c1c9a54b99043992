import type { ModalProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { Drawer } from './drawer.tsx'
import { Modal } from './modal.tsx'
import { useLayer } from './use-layer.ts'
import { Around, useAskingClose } from './use-unsaved.ts'

type Props = Pick<ModalProps, 'opened' | 'title' | 'size' | 'closeOnClickOutside'> & {
  /** Beside the screen instead of in the middle of it: for long forms. */
  beside?: boolean
  close: () => void
  children: ReactNode
}

/** A dialog with a form. Back closes it, as Esc does; changes are asked about first. */
export const FormDialog = ({ beside = false, opened, close, children, ...dialog }: Props) => {
  const asking = useAskingClose(close)
  useLayer(opened, asking.close)
  const content = <Around value={asking.around}>{children}</Around>
  return beside ? (
    <Drawer opened={opened} onClose={asking.close} position="right" {...dialog}>
      {content}
    </Drawer>
  ) : (
    <Modal opened={opened} onClose={asking.close} {...dialog}>
      {content}
    </Modal>
  )
}
