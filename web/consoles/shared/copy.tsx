import { ActionIcon, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy, IconCopyX } from '@tabler/icons-react'
import { useCopy } from './use-copy.ts'

const LOOKS = {
  idle: { icon: IconCopy, color: 'gray' },
  copied: { icon: IconCheck, color: 'teal' },
  failed: { icon: IconCopyX, color: 'red' },
}

/** A button that copies a text; `what` names it for those who cannot see what stands beside it. */
export const Copy = ({ text, what }: { text: string; what: string }) => {
  const { state, copy } = useCopy(text)
  const { icon: Icon, color } = LOOKS[state]
  const label = {
    idle: `Copy ${what}`,
    copied: 'Copied',
    failed: `Could not copy ${what}: select it and copy it yourself`,
  }[state]
  return (
    // Whoever pressed it on a touch screen has nothing else that says so.
    <Tooltip label={label} opened={state === 'failed' ? true : undefined} multiline maw={260}>
      <ActionIcon
        variant="subtle"
        color={color}
        size="sm"
        onClick={() => {
          // It says by itself whether it could.
          copy().catch(() => undefined)
        }}
        aria-label={label}
      >
        <Icon size={14} />
      </ActionIcon>
    </Tooltip>
  )
}
