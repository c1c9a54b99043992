import { Group, Loader, Stack, Text } from '@mantine/core'
import type { Model } from '../../../shared/answers.ts'
import { count, dollars } from '../../../shared/format.ts'
import { guessedTokens, guessedUsd } from './conversation.ts'
import type { Running } from './conversation-store.ts'
import { Said } from './said.tsx'

type Props = {
  running: Running
  model: Model
  /** Of all that was sent. */
  characters: number
}

/** An answer that is coming, with a guess at what it costs so far. */
export const RunningView = ({ running, model, characters }: Props) => {
  const tokens = { input: guessedTokens(characters), output: guessedTokens(running.text.length) }
  return (
    <Stack gap={4} aria-busy="true">
      <Said model={model.kaixu.model} text={running.text} />
      <Group gap="xs">
        <Loader size={12} aria-hidden />
        <Text size="xs" c="dimmed">
          ≈ {count(tokens.output)} tokens, ≈ {dollars(guessedUsd(tokens, model.kaixu.usd_per_million_tokens))}
        </Text>
      </Group>
    </Stack>
  )
}
