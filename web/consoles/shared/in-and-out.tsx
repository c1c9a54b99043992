import { Stack, Text } from '@mantine/core'
import { count } from './format.ts'

type Props = {
  tokens: { input_tokens: number; output_tokens: number }
  /** How they are written; to the last one, unless they are many. */
  format?: (tokens: number) => string
}

/** Tokens in a list: those that went in, and below them those that came out. */
export const InAndOut = ({ tokens, format = count }: Props) => (
  <Stack gap={0} style={{ whiteSpace: 'nowrap' }}>
    <Text size="sm">{format(tokens.input_tokens)} in</Text>
    <Text size="xs" c="dimmed">
      {format(tokens.output_tokens)} out
    </Text>
  </Stack>
)

/** What a column of them is sorted by. */
export const tokensOf = ({ input_tokens: input, output_tokens: output }: Props['tokens']): number => input + output
