import { Code, Group, Paper, Text } from '@mantine/core'
import { Copy } from '../shared/copy.tsx'

type Props = {
  /** Stands above the code: its language, for example. */
  title: string
  /** Names the code for the button that copies it, and for those who cannot see it. */
  what: string
  code: string
}

/** Code with a bar above it, so that nothing lies on its first line. */
export const CodeBlock = ({ title, what, code }: Props) => (
  <Paper withBorder style={{ overflow: 'hidden' }}>
    <Group justify="space-between" gap="xs" wrap="nowrap" pl="sm" pr={6} py={4}>
      <Text size="xs" c="dimmed" truncate>
        {title}
      </Text>
      <Copy text={code} what={what} />
    </Group>
    <Code block tabIndex={0} aria-label={what} bdrs={0} style={{ maxHeight: 420, overflow: 'auto' }}>
      {code}
    </Code>
  </Paper>
)
