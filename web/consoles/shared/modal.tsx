import { Modal as MantineModal, type ModalProps } from '@mantine/core'
import { useEscape } from './use-escape.ts'

/** Mantine's, but that Esc closes the one on top alone: there, each that is open takes the key for itself. */
export const Modal = ({ closeOnEscape = true, ...modal }: ModalProps) => {
  useEscape(modal.opened, () => {
    if (closeOnEscape) modal.onClose()
  })
  return <MantineModal {...modal} closeOnEscape={false} />
}
