import { Button, Grid, Modal, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCode, IconEraser } from '@tabler/icons-react'
import { useSyncExternalStore } from 'react'
import type { Model } from '../../shared/answers.ts'
import { Empty } from '../../shared/empty.tsx'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useApi } from '../../shared/session.tsx'
import { gatewayAddress } from '../gateway-address.ts'
import { NeedsRole } from '../needs-role.tsx'
import { SnippetTabs } from '../snippet-tabs.tsx'
import { anthropicJs, anthropicPython, curlCode, openaiJs, openaiPython, type Question } from '../snippets.ts'
import { useMe } from '../use-me.ts'
import { chatModels, useModels } from '../use-models.ts'
import { Composer } from './playground/composer.tsx'
import { messagesOf, type Conversation, type Settings } from './playground/conversation.ts'
import { conversationOf, type ConversationStore } from './playground/conversation-store.ts'
import { SettingsPanel } from './playground/settings-panel.tsx'
import { Talk } from './playground/talk.tsx'
import { useRefreshAfter } from './playground/use-refresh-after.ts'

/** A model to talk to, and what each answer costs. */
const Playground = () => (
  <Screen title="Playground" lead="Calls made here are real: they are metered and charged like any other.">
    <NeedsRole role="deployer" what="Calls that cost money are made">
      <Loaded />
    </NeedsRole>
  </Screen>
)

export default Playground

const Loaded = () => {
  const me = useMe()
  const models = useModels()
  return (
    <StateOf of={models}>
      {(answer) => {
        const choices = chatModels(answer)
        const [first] = choices
        if (first === undefined) {
          return (
            <Empty title="There is no model for this key">
              Its lists allow none, or no provider is set up. Ask whoever manages the keys of this account.
            </Empty>
          )
        }
        return <Room models={choices} first={first} store={conversationOf(me.data?.key.id ?? '')} />
      }}
    </StateOf>
  )
}

const Room = ({ models, first, store }: { models: readonly Model[]; first: Model; store: ConversationStore }) => {
  const api = useApi()
  const state = useSyncExternalStore(store.subscribe, store.state)
  const [codeOpen, code] = useDisclosure()
  useRefreshAfter(state.running)
  const model = models.find(({ id }) => id === state.settings.model) ?? first
  const target = { provider: model.kaixu.provider, model: model.kaixu.model }
  // Whatever goes wrong is part of the conversation.
  const ask = () => {
    store.ask(api, target).catch(() => undefined)
  }
  const again = (settings?: Partial<Settings>) => {
    store.askAgain(api, target, settings).catch(() => undefined)
  }
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 4 }} order={{ base: 1, md: 2 }}>
        <SettingsPanel
          models={models}
          model={model}
          settings={state.settings}
          change={(part) => store.set({ settings: { ...state.settings, ...part } })}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 8 }} order={{ base: 2, md: 1 }}>
        <Stack>
          <Talk
            turns={state.turns}
            running={state.running}
            model={model}
            system={state.settings.system}
            again={again}
          />
          <Composer draft={state.draft} change={(draft) => store.set({ draft })} running={state.running} ask={ask}>
            <Button variant="default" leftSection={<IconCode size={16} />} onClick={code.open}>
              Copy as code
            </Button>
            {state.turns.length > 0 && (
              <Button variant="default" leftSection={<IconEraser size={16} />} onClick={() => store.clear()}>
                Clear
              </Button>
            )}
          </Composer>
        </Stack>
      </Grid.Col>
      <Modal opened={codeOpen} onClose={code.close} title="The same as code" size="xl">
        <SnippetTabs
          label="Languages"
          snippets={[curlCode, openaiJs, openaiPython, anthropicJs, anthropicPython].map((write) =>
            write(questionOf(state, model)),
          )}
        />
      </Modal>
    </Grid>
  )
}

/** What would be asked next. */
const questionOf = ({ turns, draft, settings }: Conversation, model: Model): Question => {
  const asked = messagesOf(turns)
  // Up to and with a question: an answer at the end would have to be gone on with.
  const next = draft.trim() === '' ? [] : [{ role: 'user' as const, content: draft.trim() }]
  const messages = [...(next.length === 0 && asked.at(-1)?.role === 'assistant' ? asked.slice(0, -1) : asked), ...next]
  return {
    base: gatewayAddress(),
    provider: model.kaixu.provider,
    model: model.id,
    system: settings.system.trim(),
    messages: messages.length > 0 ? messages : [{ role: 'user', content: 'Say hello' }],
    maxTokens: settings.maxTokens ?? undefined,
    temperature: settings.temperature ?? undefined,
  }
}
