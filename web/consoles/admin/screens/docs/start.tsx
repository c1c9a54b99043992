import { Anchor, Paper, Stack, Text, Title } from '@mantine/core'
import { Link } from 'wouter'
import { Facts } from '../../../shared/facts.tsx'
import { MarkedText } from '../../../shared/marked-text.tsx'
import { Command } from './command.tsx'
import type { Reference } from './openapi.ts'
import { useCallableModels } from './use-callable-models.ts'

const hello = (base: string, model: string): string => `curl '${base}/v1/chat/completions' \\
  -H "authorization: Bearer $KAIXU_KEY" \\
  -H "content-type: application/json" \\
  -d '{"model":"${model}","messages":[{"role":"user","content":"Hello"}]}'`

/** What somebody needs before they look at any endpoint. */
export const Start = ({ reference, base }: { reference: Reference; base: string }) => {
  const models = useCallableModels()
  const model = models?.chat
  return (
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
        <Text size="sm">
          With a virtual key in KAIXU_KEY; the key is made on the screen{' '}
          <Anchor component={Link} href="/keys" size="sm" underline="always">
            Keys
          </Anchor>
          .{models !== undefined && model === undefined && ' No model answers here yet: a vendor’s key is missing.'}
        </Text>
        <Command
          text={hello(base, model === undefined ? 'gpt-4o-mini' : `${model.provider}/${model.model}`)}
          what="the command"
        />
      </Stack>
      <Stack gap="xs">
        <Title order={2} size="h5">
          Conventions
        </Title>
        {(reference.info.description ?? '').split('\n\n').map((paragraph) => (
          <Text key={paragraph} size="sm">
            <MarkedText text={paragraph} />
          </Text>
        ))}
      </Stack>
    </Stack>
  )
}
