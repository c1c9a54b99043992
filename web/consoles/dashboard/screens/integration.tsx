import { Anchor, Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { Copy } from '../../shared/copy.tsx'
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
import { chatModels, useModels } from '../use-models.ts'

/** What to change in a program so that it goes through this gateway: an address and a key. */
const Integration = () => {
  const mayCall = useHasRole('deployer')
  return (
    <Screen title="Integration" lead="Two things change in your program: the base URL, and the key.">
      <BaseUrls />
      <Paper withBorder p="lg">
        <Stack>
          <Title order={2} size="h5">
            Code
          </Title>
          {mayCall ? <OwnModels /> : <Snippets models={[]} />}
        </Stack>
      </Paper>
      <GoodToKnow />
    </Screen>
  )
}

export default Integration

const OwnModels = () => <StateOf of={useModels()}>{(answer) => <Snippets models={chatModels(answer)} />}</StateOf>

const BaseUrls = () => {
  const base = gatewayAddress()
  const addresses = [
    ['OpenAI, and whatever speaks its dialect', `${base}/v1`, 'Authorization: Bearer'],
    ['Anthropic', base, 'x-api-key, or Bearer'],
    ['Google Gen AI', base, 'x-goog-api-key, or Bearer'],
    ['Vercel AI SDK: openai, anthropic', `${base}/v1`, 'as the vendor’s own'],
    ['Vercel AI SDK: google', `${base}/v1beta`, 'as the vendor’s own'],
  ] as const
  return (
    <Stack gap="xs">
      <Title order={2} size="h5">
        Base URLs
      </Title>
      <Paper withBorder style={{ overflow: 'hidden' }}>
        <Table.ScrollContainer minWidth={640}>
          <Table aria-label="Base URLs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>SDK</Table.Th>
                <Table.Th>Base URL</Table.Th>
                <Table.Th>Where the key travels</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {addresses.map(([sdk, address, place]) => (
                <Table.Tr key={sdk}>
                  <Table.Td>{sdk}</Table.Td>
                  <Table.Td>
                    <Group gap={4} wrap="nowrap">
                      <span className="kx-mono">{address}</span>
                      <Copy text={address} what={`the base URL for ${sdk}`} />
                    </Group>
                  </Table.Td>
                  <Table.Td>{place}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Paper>
    </Stack>
  )
}

const Snippets = ({ models }: { models: ReturnType<typeof chatModels> }) => {
  const [picked, setPicked] = useState<string>()
  const model = models.find(({ id }) => id === picked) ?? models[0]
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
      <Text size="sm" c="dimmed">
        The key is read from the environment variable KAIXU_KEY (kx_live_…).{' '}
        <Anchor component={Link} href="/keys" size="sm" underline="always">
          Make a key for each program
        </Anchor>
        , so that each has a cap of its own.
      </Text>
    </>
  )
}

const GoodToKnow = () => (
  <Stack gap="xs">
    <Title order={2} size="h5">
      Good to know
    </Title>
    <Text size="sm">
      Any model works with any SDK. A second one can stand by: <span className="kx-mono">"models": ["…"]</span> beside{' '}
      <span className="kx-mono">model</span> is asked when the first fails before its first byte.
    </Text>
    <Text size="sm">
      A header <span className="kx-mono">Idempotency-Key</span> makes asking again safe: the answer is repeated for 24
      hours, without a second charge.
    </Text>
    <Text size="sm">
      Every answer has <span className="kx-mono">x-kaixu-request-id</span>, which finds it in{' '}
      <Anchor component={Link} href="/usage" size="sm" underline="always">
        Usage
      </Anchor>
      , and <span className="kx-mono">x-kaixu-remaining-usd</span>. A 402 means a cap, and says what would still fit.
    </Text>
  </Stack>
)
