import { Button, Stack, type ButtonProps } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconSend } from '@tabler/icons-react'
import type { TestMessage as Sent } from './answers.ts'
import { Failure } from './failure.tsx'
import { Modal } from './modal.tsx'
import { Loading } from './state-of.tsx'
import { TestMessageState } from './test-message-state.tsx'
import { useChange } from './use-change.ts'

type Props = Pick<ButtonProps, 'size' | 'disabled'> & {
  /** Who sends it: a customer to its own address; an operator to where a customer's alerts go, or to its own webhook. */
  by: 'customer' | { operatorAbout: string | undefined }
}

/** Sends a test message to a webhook, and shows what becomes of it. */
export const TestMessage = ({ by, ...button }: Props) => {
  const [opened, { open, close }] = useDisclosure()
  const list = by === 'customer' ? 'user-alerts' : 'admin-alerts'
  const send = useChange<undefined, Sent>({
    run: (api) =>
      by === 'customer'
        ? api.json('user-alert-test', { method: 'POST' })
        : api.json('admin-alert-test', { method: 'POST', body: { customer_id: by.operatorAbout } }),
    touches: [list, 'admin-audit'],
  })
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconSend size={16} />}
        {...button}
        onClick={() => {
          open()
          send.mutate(undefined)
        }}
      >
        Send a test message
      </Button>
      <Modal opened={opened} onClose={close} title="Test message">
        <Stack>
          {send.error !== null && <Failure error={send.error} />}
          {send.isPending && <Loading rows={3} />}
          {send.data !== undefined && <TestMessageState id={send.data.id} list={list} />}
        </Stack>
      </Modal>
    </>
  )
}
