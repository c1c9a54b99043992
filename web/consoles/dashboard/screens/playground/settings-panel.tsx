import { ActionIcon, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconSettings } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import type { Model } from '../../../shared/answers.ts'
import { Drawer } from '../../../shared/drawer.tsx'
import { Money } from '../../../shared/money.tsx'
import { readDecimal } from '../../../shared/reading.ts'
import { TypedInput } from '../../../shared/typed-input.tsx'
import { WholeInput } from '../../../shared/whole-input.tsx'
import { aboutModel, ModelSelect } from '../../model-select.tsx'
import { TopUpButton } from '../../top-up-button.tsx'
import { useMe } from '../../use-me.ts'
import { COMPOSER } from './composer.tsx'
import type { Settings } from './conversation.ts'

type Props = {
  models: readonly Model[]
  model: Model
  settings: Settings
  change: (part: Partial<Settings>) => void
}

/** Everything, beside the conversation. */
export const SettingsPanel = ({ models, model, settings, change }: Props) => (
  <Paper withBorder p="md">
    <Stack>
      <Title order={2} size="h6">
        Settings
      </Title>
      <ModelSelect models={models} value={model.id} pick={(id) => change({ model: id })} />
      <Details model={model} settings={settings} change={change} />
    </Stack>
  </Paper>
)

/** Where there is no room beside it: the model in a row above, and the rest behind a button. */
export const SettingsRow = ({ models, model, settings, change }: Props) => {
  const [opened, { open, close }] = useDisclosure()
  return (
    <>
      <Group gap="xs" wrap="nowrap">
        <ModelSelect
          models={models}
          value={model.id}
          pick={(id) => change({ model: id })}
          label={undefined}
          aria-label="Model"
          description={undefined}
          maw="none"
          flex={1}
        />
        <ActionIcon variant="default" size={36} onClick={open} aria-label="Settings">
          <IconSettings size={18} />
        </ActionIcon>
      </Group>
      <Drawer opened={opened} onClose={close} position="right" title="Settings">
        <Stack pt="xs">
          <Text size="sm" c="dimmed">
            {model.id}: {aboutModel(model)}
          </Text>
          <Details model={model} settings={settings} change={change} />
        </Stack>
      </Drawer>
    </>
  )
}

const Details = ({ model, settings, change }: Omit<Props, 'models'>) => (
  <>
    <Textarea
      label="System message"
      description="What the model is told before everything else."
      value={settings.system}
      onChange={(event) => change({ system: event.currentTarget.value })}
      autosize
      minRows={2}
      maxRows={8}
    />
    <WholeInput
      label="Max tokens"
      description="Longest answer. Its price is reserved while it runs. Empty: the gateway’s default."
      // A question is not sent while something here cannot be read.
      form={COMPOSER}
      onKeyDown={stay}
      least={1}
      most={model.kaixu.max_output_tokens}
      value={settings.maxTokens}
      change={(maxTokens, isReadable) => {
        if (isReadable) change({ maxTokens })
      }}
    />
    <TypedInput
      label="Temperature"
      description="0 to 2. Empty: the model’s default."
      form={COMPOSER}
      onKeyDown={stay}
      inputMode="decimal"
      initial={settings.temperature === null ? '' : String(settings.temperature)}
      read={(typed) => readDecimal(typed, { least: 0, most: 2 })}
      change={(temperature, isReadable) => {
        if (isReadable) change({ temperature })
      }}
    />
    <Left />
  </>
)

/** Enter here is not a wish to ask. */
const stay = (event: KeyboardEvent): void => {
  if (event.key === 'Enter') event.preventDefault()
}

const Left = () => {
  const me = useMe()
  return (
    <Group gap="xs" justify="space-between">
      <Text size="sm" c="dimmed" component="div">
        Left for this key this month: <Money usd={me.data?.month.remaining_usd} />
      </Text>
      <TopUpButton size="compact-sm" variant="default" />
    </Group>
  )
}
