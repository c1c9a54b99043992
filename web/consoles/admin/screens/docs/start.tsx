import { Paper, Stack, Text, Title } from '@mantine/core'
import { Facts } from '../../../shared/facts.tsx'
import { MarkedText } from '../../../shared/marked-text.tsx'
import { Command } from './command.tsx'
import type { Reference } from './openapi.ts'

const hello = (base: string): string => `curl '${base}/v1/chat/completions' \\
  -H "authorization: Bearer $KAIXU_KEY" \\
  -H "content-type: application/json" \\
  -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}'`

/** What somebody needs before they look at any endpoint. */
export const Start = ({ reference, base }: { reference: Reference; base: string }) => (
  <Stack gap="lg">
    <Paper withBorder p="md">
      <Stack gap="xs">
        <Title order={2} size="h5">
          Base URLs for SDKs
        </Title>
        <Text size="sm">
          Vendors’ own SDKs work unchanged: a base URL and one of your virtual keys are all they need.
        </Text>
        <Facts
          of={[
            ['OpenAI', <Command text={`${base}/v1`} what="the base URL for OpenAI" />],
            ['Anthropic', <Command text={base} what="the base URL for Anthropic" />],
            ['Google Gen AI', <Command text={base} what="the base URL for Google Gen AI" />],
          ]}
        />
      </Stack>
    </Paper>
    <Stack gap="xs">
      <Title order={2} size="h5">
        First call
      </Title>
      <Text size="sm">With a virtual key in KAIXU_KEY; the key is made on the screen Keys.</Text>
      <Command text={hello(base)} what="the command" />
    </Stack>
    <Stack gap="xs">
      <Title order={2} size="h5">
        What holds everywhere
      </Title>
      {(reference.info.description ?? '').split('\n\n').map((paragraph) => (
        <Text key={paragraph} size="sm">
          <MarkedText text={paragraph} />
        </Text>
      ))}
    </Stack>
  </Stack>
)
