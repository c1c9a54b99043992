import { Alert, Button, Checkbox, Code, Group, Stack, Text } from '@mantine/core'
import { IconCheck, IconCopy, IconKey } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { Modal } from './modal.tsx'
import { useCopy } from './use-copy.ts'
import { useUnsaved } from './use-unsaved.ts'

type Props = {
  title: string
  secret: string | undefined
  /** What to know about it first; absent: that it is shown this once. */
  heading?: string
  note: string
  close: () => void
}

const ONCE = 'It is shown this once'

const NOT_KEPT = {
  title: 'Leave without the secret?',
  text: 'It is shown this once, and you have neither copied it nor said that you have it.',
  yes: 'Leave',
  no: 'Stay',
}

/** A secret: the card stays until it was copied, or somebody says that they have it. */
export const SecretCard = ({ title, secret, heading = ONCE, note, close }: Props) => {
  const [isCopied, setCopied] = useState(false)
  const [isWritten, setWritten] = useState(false)
  const [isRefused, setRefused] = useState(false)
  const text = useRef<HTMLElement>(null)
  const { state, copy } = useCopy(secret ?? '')
  const isKept = isCopied || isWritten
  useUnsaved(secret !== undefined && !isKept && heading === ONCE, NOT_KEPT)
  const done = () => {
    setCopied(false)
    setWritten(false)
    setRefused(false)
    close()
  }
  const copyOrSelect = async (): Promise<void> => {
    const isDone = await copy()
    if (isDone) setCopied(true)
    else if (text.current !== null) getSelection()?.selectAllChildren(text.current)
    setRefused(!isDone)
  }
  return (
    <Modal
      opened={secret !== undefined}
      onClose={done}
      title={title}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
      size="lg"
    >
      <Stack>
        <Alert icon={<IconKey />} color="yellow" title={heading}>
          <Text size="sm">{note}</Text>
        </Alert>
        <Code block style={{ wordBreak: 'break-all', whiteSpace: 'pre-wrap' }} data-testid="secret" ref={text}>
          {secret}
        </Code>
        {isRefused && (
          <Alert color="red" role="alert" title="Could not copy: select it and copy it yourself">
            <Text size="sm">
              The browser does not let this page copy. The text above is selected: press Ctrl+C (⌘C), paste it where it
              is kept, and then say so below.
            </Text>
          </Alert>
        )}
        <Group justify="space-between">
          <Checkbox
            label="I have kept it"
            checked={isWritten}
            onChange={(event) => setWritten(event.currentTarget.checked)}
          />
          <Group>
            <Button
              leftSection={state === 'copied' ? <IconCheck size={16} /> : <IconCopy size={16} />}
              color={state === 'copied' ? 'teal' : undefined}
              onClick={() => {
                // It shows by itself what it could not do.
                copyOrSelect().catch(() => undefined)
              }}
            >
              {state === 'copied' ? 'Copied' : 'Copy'}
            </Button>
            <Button variant="default" disabled={!isKept} onClick={done}>
              Done
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  )
}
