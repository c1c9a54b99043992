import { Button, Group, Stack, Text } from '@mantine/core'
import { useRef, type ReactNode } from 'react'
import type { ApiError } from './api.ts'
import { Failure } from './failure.tsx'
import { Modal } from './modal.tsx'

export type Deed = {
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

type Props = Deed & { opened: boolean; close: () => void }

/** The question that comes before a deed. */
export const ConfirmDialog = ({ opened, close, ...deed }: Props) => (
  <Modal opened={opened} onClose={close} title={deed.label}>
    <Asked close={close} {...deed} />
  </Modal>
)

/** Each time it is asked anew. */
const Asked = ({ label, question, act, pending, error, tone = 'plain', close }: Deed & { close: () => void }) => {
  // Whoever answers twice does it once.
  const isActing = useRef(false)
  const confirm = (): void => {
    if (isActing.current) return
    isActing.current = true
    // A failure stays on the screen through `error`.
    act().then(close, () => {
      isActing.current = false
    })
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        // It may be asked in the middle of another form.
        event.stopPropagation()
        confirm()
      }}
    >
      <Stack>
        <Text size="sm" component="div">
          {question}
        </Text>
        {error !== null && <Failure error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" {...(tone === 'danger' ? { color: 'red.9' } : {})} loading={pending}>
            {label}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
