import { Button, NumberInput, Paper, Stack, Text, Textarea, Title } from '@mantine/core'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import type { Model } from '../../../shared/answers.ts'
import { Money } from '../../../shared/money.tsx'
import { ModelSelect } from '../../model-select.tsx'
import { TopUpButton } from '../../top-up-button.tsx'
import { useMe } from '../../use-me.ts'
import type { Settings } from './conversation.ts'

type Props = {
  models: readonly Model[]
  model: Model
  settings: Settings
  change: (part: Partial<Settings>) => void
}

/** The model, and the rest: folded away where there is no room beside the conversation. */
export const SettingsPanel = ({ models, model, settings, change }: Props) => {
  const isWide = useMediaQuery('(min-width: 62em)', false, { getInitialValueInEffect: false })
  const [opened, { toggle }] = useDisclosure()
  const isShown = isWide || opened
  return (
    <Paper withBorder p="md">
      <Stack>
        <Title order={2} size="h6">
          Settings
        </Title>
        <ModelSelect models={models} value={model.id} pick={(id) => change({ model: id })} />
        {!isWide && (
          <Button variant="default" size="xs" aria-expanded={opened} onClick={toggle}>
            {opened ? 'Fewer settings' : 'More settings'}
          </Button>
        )}
        {isShown && <Details model={model} settings={settings} change={change} />}
        <Left />
      </Stack>
    </Paper>
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
    <NumberInput
      label="Max tokens"
      description="Of the answer. This much is held until it ends. Empty: as the gateway does."
      min={1}
      max={model.kaixu.max_output_tokens}
      allowDecimal={false}
      thousandSeparator=","
      value={settings.maxTokens ?? ''}
      onChange={(value) => change({ maxTokens: typeof value === 'number' ? value : null })}
    />
    <NumberInput
      label="Temperature"
      description="0 to 2. Empty: as the model does."
      min={0}
      max={2}
      step={0.1}
      decimalScale={2}
      value={settings.temperature ?? ''}
      onChange={(value) => change({ temperature: typeof value === 'number' ? value : null })}
    />
  </>
)

const Left = () => {
  const me = useMe()
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm" c="dimmed" component="div">
        Left for this key this month: <Money usd={me.data?.month.remaining_usd} />
      </Text>
      <TopUpButton size="compact-sm" variant="default" />
    </Stack>
  )
}
