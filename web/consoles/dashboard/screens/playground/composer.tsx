import { Box, Button, Group, Stack, Textarea } from '@mantine/core'
import { IconPlayerStop, IconSend } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Running } from './conversation-store.ts'

type Props = {
  draft: string
  change: (draft: string) => void
  running: Running | undefined
  ask: () => void
  children: ReactNode
}

/** The form's id: the settings beside it have to be right before it is sent. */
export const COMPOSER = 'composer'

/** Where a question is written: always in sight, at the lower edge. Enter sends it, Shift and Enter begin a new line. */
export const Composer = ({ draft, change, running, ask, children }: Props) => (
  <Box pos="sticky" bottom={0} pb="xs" bg="var(--mantine-color-body)" style={{ zIndex: 1 }}>
    <form
      id={COMPOSER}
      onSubmit={(event) => {
        event.preventDefault()
        ask()
      }}
    >
      <Stack gap="xs">
        <Textarea
          label="Your message"
          placeholder="Enter sends it, Shift + Enter begins a new line"
          value={draft}
          onChange={(event) => change(event.currentTarget.value)}
          onKeyDown={(event) => {
            // An input method takes Enter to end a word.
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            event.currentTarget.form?.requestSubmit()
          }}
          autosize
          minRows={2}
          maxRows={10}
        />
        <Group gap="xs">
          {running === undefined ? (
            <Button type="submit" leftSection={<IconSend size={16} />} disabled={draft.trim() === ''}>
              Send
            </Button>
          ) : (
            <Button color="red" leftSection={<IconPlayerStop size={16} />} onClick={running.stop}>
              Stop
            </Button>
          )}
          {children}
        </Group>
      </Stack>
    </form>
  </Box>
)
