import { Group, Stack, Text } from '@mantine/core'
import { Copy } from '../../../shared/copy.tsx'
import { MarkdownText } from './markdown-text.tsx'

type Props = {
  /** The model's name; undefined: the one who asks. */
  model?: string
  text: string
}

/** A text of the conversation: a question as it was typed, or what a model said. */
export const Said = ({ model, text }: Props) => (
  <Stack gap={2}>
    <Group gap={4}>
      <Text size="xs" fw={650} c="dimmed">
        {model ?? 'You'}
      </Text>
      {text !== '' && <Copy text={text} what={model === undefined ? 'the question' : 'the answer'} />}
    </Group>
    {model === undefined ? (
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {text}
      </Text>
    ) : (
      <MarkdownText text={text} />
    )}
  </Stack>
)
