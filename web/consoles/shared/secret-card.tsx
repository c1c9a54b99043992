import { Alert, Button, Checkbox, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core'
import { IconCheck, IconCopy, IconKey } from '@tabler/icons-react'
import { useState } from 'react'
import { useUnsaved } from './use-unsaved.ts'

type Props = {
  title: string
  secret: string | undefined
  /** What to know about it first; absent: that it is shown this once. */
  heading?: string
  note: string
  close: () => void
}

const NOT_KEPT = {
  title: 'Leave without the secret?',
  text: 'It is shown this once, and you have neither copied it nor said that you have it.',
  yes: 'Leave',
  no: 'Stay',
}

/** A secret that is shown this once: the card stays until it was copied, or somebody says that they have it. */
export const SecretCard = ({ title, secret, heading = 'It is shown this once', note, close }: Props) => {
  const [isCopied, setCopied] = useState(false)
  const [isWritten, setWritten] = useState(false)
  const isKept = isCopied || isWritten
  useUnsaved(secret !== undefined && !isKept, NOT_KEPT)
  const done = () => {
    setCopied(false)
    setWritten(false)
    close()
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
        <Code block style={{ wordBreak: 'break-all', whiteSpace: 'pre-wrap' }} data-testid="secret">
          {secret}
        </Code>
        <Group justify="space-between">
          <Checkbox
            label="I have kept it"
            checked={isWritten}
            onChange={(event) => setWritten(event.currentTarget.checked)}
          />
          <Group>
            <CopyButton value={secret ?? ''}>
              {({ copied, copy }) => (
                <Button
                  leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
                  color={copied ? 'teal' : undefined}
                  onClick={() => {
                    copy()
                    setCopied(true)
                  }}
                >
                  {copied ? 'Copied' : 'Copy'}
                </Button>
              )}
            </CopyButton>
            <Button variant="default" disabled={!isKept} onClick={done}>
              Done
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  )
}
