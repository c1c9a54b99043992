import { Stack, Text } from '@mantine/core'
import { providerName } from './provider-name.ts'

/** A model in a table, its provider below it, so that a narrow column does not break the name. */
export const ModelName = ({ provider, model }: { provider: string; model: string }) => (
  <Stack gap={0}>
    <Text size="sm" className="kx-one-line">
      {model}
    </Text>
    <Text size="xs" c="dimmed" className="kx-one-line">
      {providerName(provider)}
    </Text>
  </Stack>
)
