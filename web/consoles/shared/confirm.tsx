import { Button, Group, Modal, Stack, Text, type ButtonProps } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'
import type { ApiError } from './api.ts'
import { Failure } from './failure.tsx'

type Props = ButtonProps & {
  /** What the button says, and what is asked for. */
  label: string
  question: ReactNode
  /** Resolves when it is done; a failure is shown and the question stays. */
  act: () => Promise<unknown>
  pending: boolean
  error: ApiError | null
  /** `danger`: it ends or deletes something. */
  tone?: 'plain' | 'danger'
}

/** A button whose deed is asked about first. */
export const Confirm = ({ label, question, act, pending, error, tone = 'plain', ...button }: Props) => {
  const [opened, { open, close }] = useDisclosure()
  return (
    <>
      <Button {...button} onClick={open}>
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={label}>
        <Stack>
          <Text size="sm" component="div">
            {question}
          </Text>
          {error !== null && <Failure error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button
              {...(tone === 'danger' ? { color: 'red.9' } : {})}
              loading={pending}
              onClick={() => {
                // A failure stays on the screen through `error`.
                act().then(close, () => undefined)
              }}
            >
              {label}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
