import { Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconKey, IconMessageCircle } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { Link } from 'wouter'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { gatewayAddress } from '../gateway-address.ts'
import { ModelSelect } from '../model-select.tsx'
import { SnippetTabs } from '../snippet-tabs.tsx'
import {
  anthropicJs,
  anthropicPython,
  browserClient,
  curlCode,
  geminiJs,
  openaiJs,
  openaiPython,
  vercelAi,
  type Question,
} from '../snippets.ts'
import { useHasRole } from '../use-me.ts'
import { chatModels, useModels, usualModel } from '../use-models.ts'
import { BaseUrls } from './integration/base-urls.tsx'
import { GoodToKnow } from './integration/good-to-know.tsx'

/** What to change in a program so that it goes through this gateway: an address and a key. */
const Integration = () => {
  const mayCall = useHasRole('deployer')
  const mayMakeKeys = useHasRole('admin')
  return (
    <Screen title="Integration" lead="Two things change in your program: the base URL, and the key.">
      <Step number={1} title="Create a key">
        <Text size="sm" c="dimmed">
          One for each program, so that each has a cap of its own. It is shown once; put it into the environment
          variable <span className="kx-mono">KAIXU_KEY</span>.
        </Text>
        <Group>
          {mayMakeKeys ? (
            <Button component={Link} href="/keys?new=1" size="xs" leftSection={<IconKey size={14} />}>
              New key
            </Button>
          ) : (
            <Text size="sm">Keys are made by keys with the role admin or above.</Text>
          )}
        </Group>
      </Step>
      <Step number={2} title="Point your SDK here">
        <BaseUrls />
      </Step>
      <Step number={3} title="Make a call">
        {mayCall ? <OwnModels /> : <Snippets models={[]} />}
      </Step>
      <Step number={4} title="Send a test call">
        <Text size="sm" c="dimmed">
          Without a program: the playground makes the same call, and shows what it cost. Calls of your programs appear
          in{' '}
          <Anchor component={Link} href="/usage" size="sm" underline="always">
            Usage
          </Anchor>{' '}
          as soon as they end.
        </Text>
        {mayCall ? (
          <Group>
            <Button
              component={Link}
              href="/playground"
              size="xs"
              variant="default"
              leftSection={<IconMessageCircle size={14} />}
            >
              Open the playground
            </Button>
          </Group>
        ) : (
          <Text size="sm">Calls are made with keys of the role deployer or above.</Text>
        )}
      </Step>
      <GoodToKnow />
    </Screen>
  )
}

export default Integration

const Step = ({ number, title, children }: { number: number; title: string; children: ReactNode }) => (
  <Paper withBorder p="lg">
    <Stack gap="sm">
      <Title order={2} size="h5">
        {number}. {title}
      </Title>
      {children}
    </Stack>
  </Paper>
)

const OwnModels = () => <StateOf of={useModels()}>{(answer) => <Snippets models={chatModels(answer)} />}</StateOf>

const Snippets = ({ models }: { models: ReturnType<typeof chatModels> }) => {
  const [picked, setPicked] = useState<string>()
  const model = models.find(({ id }) => id === picked) ?? usualModel(models)
  const question: Question = {
    base: gatewayAddress(),
    provider: model?.kaixu.provider ?? 'openai',
    model: model?.id ?? 'gpt-4o-mini',
    system: '',
    messages: [{ role: 'user', content: 'Say hello' }],
    maxTokens: 256,
    temperature: undefined,
  }
  return (
    <>
      {models.length > 0 && <ModelSelect models={models} value={model?.id} pick={setPicked} />}
      <SnippetTabs
        label="Languages"
        snippets={[
          curlCode(question),
          openaiJs(question),
          openaiPython(question),
          anthropicJs(question),
          anthropicPython(question),
          geminiJs(question),
          vercelAi(question),
          browserClient(question),
        ]}
      />
    </>
  )
}
