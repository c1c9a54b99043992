import { Button, type ButtonProps } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { ConfirmDialog, type Deed } from './confirm-dialog.tsx'

/** A button whose deed is asked about first. */
export const Confirm = ({ label, question, act, pending, error, tone = 'plain', ...button }: ButtonProps & Deed) => {
  const [opened, { open, close }] = useDisclosure()
  return (
    <>
      <Button {...button} onClick={open}>
        {label}
      </Button>
      <ConfirmDialog {...{ label, question, act, pending, error, tone, opened, close }} />
    </>
  )
}
