import { Group, Stack, Text } from '@mantine/core'
import { Copy } from '../../../shared/copy.tsx'

/** A text of the conversation, as it came: nothing in it is ever taken for markup. */
export const Said = ({ by, text }: { by: string; text: string }) => (
  <Stack gap={2}>
    <Group gap={4}>
      <Text size="xs" fw={650} c="dimmed">
        {by}
      </Text>
      {text !== '' && <Copy text={text} what={by === 'You' ? 'the question' : 'the answer'} />}
    </Group>
    <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
      {text}
    </Text>
  </Stack>
)
