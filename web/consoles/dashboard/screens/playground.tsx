import { Button, Grid, Stack } from '@mantine/core'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import { IconCode, IconEraser } from '@tabler/icons-react'
import { useSyncExternalStore, type ReactNode } from 'react'
import type { Model } from '../../shared/answers.ts'
import { Empty } from '../../shared/empty.tsx'
import { Modal } from '../../shared/modal.tsx'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useApi } from '../../shared/session.tsx'
import { gatewayAddress } from '../gateway-address.ts'
import { NeedsRole } from '../needs-role.tsx'
import { SnippetTabs } from '../snippet-tabs.tsx'
import { anthropicJs, anthropicPython, curlCode, openaiJs, openaiPython, type Question } from '../snippets.ts'
import { useMe } from '../use-me.ts'
import { chatModels, useModels, usualModel } from '../use-models.ts'
import { Composer } from './playground/composer.tsx'
import { messagesOf, type Conversation, type Settings } from './playground/conversation.ts'
import { conversationOf, type ConversationStore } from './playground/conversation-store.ts'
import { SettingsPanel, SettingsRow } from './playground/settings-panel.tsx'
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
        const usual = usualModel(choices)
        if (usual === undefined) {
          return (
            <Empty title="There is no model for this key">
              Its lists allow none, or no provider is set up. Ask whoever manages the keys of this account.
            </Empty>
          )
        }
        return <Room models={choices} usual={usual} store={conversationOf(me.data?.key.id ?? '')} />
      }}
    </StateOf>
  )
}

const Room = ({ models, usual, store }: { models: readonly Model[]; usual: Model; store: ConversationStore }) => {
  const api = useApi()
  const state = useSyncExternalStore(store.subscribe, store.state)
  const isWide = useMediaQuery('(min-width: 62em)', false, { getInitialValueInEffect: false })
  useRefreshAfter(state.running)
  const model = models.find(({ id }) => id === state.settings.model) ?? usual
  const target = { provider: model.kaixu.provider, model: model.kaixu.model }
  // Whatever goes wrong is part of the conversation.
  const ask = () => {
    store.ask(api, target).catch(() => undefined)
  }
  const again = (settings?: Partial<Settings>) => {
    store.askAgain(api, target, settings).catch(() => undefined)
  }
  const settings = {
    models,
    model,
    settings: state.settings,
    change: (part: Partial<Settings>) => store.set({ settings: { ...state.settings, ...part } }),
  }
  return (
    <Grid gap="lg">
      <Grid.Col span={isWide ? 8 : 12}>
        <Stack>
          {!isWide && <SettingsRow {...settings} />}
          <Talk
            turns={state.turns}
            running={state.running}
            model={model}
            system={state.settings.system}
            again={again}
          />
          <Composer draft={state.draft} change={(draft) => store.set({ draft })} running={state.running} ask={ask}>
            <AsCode question={questionOf(state, model)} icon={isWide && <IconCode size={16} />} />
            {state.turns.length > 0 && (
              <Button variant="default" leftSection={isWide && <IconEraser size={16} />} onClick={() => store.clear()}>
                Clear
              </Button>
            )}
          </Composer>
        </Stack>
      </Grid.Col>
      {isWide && (
        <Grid.Col span={4}>
          <SettingsPanel {...settings} />
        </Grid.Col>
      )}
    </Grid>
  )
}

const WRITERS = [curlCode, openaiJs, openaiPython, anthropicJs, anthropicPython]

const AsCode = ({ question, icon }: { question: Question; icon: ReactNode }) => {
  const [opened, { open, close }] = useDisclosure()
  return (
    <>
      <Button variant="default" leftSection={icon} onClick={open}>
        Copy as code
      </Button>
      <Modal opened={opened} onClose={close} title="The same as code" size="xl">
        <SnippetTabs label="Languages" snippets={WRITERS.map((write) => write(question))} />
      </Modal>
    </>
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
