import { Stack, Text } from '@mantine/core'
import { Instant } from './instant.tsx'
import { ModelName } from './model-name.tsx'

/** A model in a list of calls; where the screen is too narrow for a column of times, with the time below it. */
export const ModelAndTime = ({ provider, model, at }: { provider: string; model: string; at: string }) => (
  <Stack gap={0}>
    <ModelName provider={provider} model={model} />
    <Text size="xs" c="dimmed" component="div" hiddenFrom="sm">
      <Instant at={at} />
    </Text>
  </Stack>
)
