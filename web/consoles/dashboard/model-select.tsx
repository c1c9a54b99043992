import { Select, type SelectProps } from '@mantine/core'
import type { Model } from '../shared/answers.ts'
import { compact, dollars } from '../shared/format.ts'

type Props = Omit<SelectProps, 'data' | 'value' | 'onChange'> & {
  models: readonly Model[]
  /** The id that requests use. */
  value: string | undefined
  pick: (id: string) => void
}

/** A model that the key may use, and what it costs. */
export const ModelSelect = ({ models, value, pick, ...select }: Props) => {
  const model = models.find(({ id }) => id === value)
  const groups = Map.groupBy(models, ({ kaixu }) => kaixu.provider)
  return (
    <Select
      label="Model"
      description={model === undefined ? 'What this key may use.' : aboutModel(model)}
      searchable
      allowDeselect={false}
      nothingFoundMessage="No model of that name for this key"
      maxDropdownHeight={320}
      maw={420}
      {...select}
      data={[...groups].map(([group, items]) => ({ group, items: items.map(({ id }) => ({ value: id, label: id })) }))}
      value={value ?? null}
      onChange={(id) => {
        if (id !== null) pick(id)
      }}
    />
  )
}

/** What it costs, and how much it reads. */
export const aboutModel = ({ kaixu: { usd_per_million_tokens: prices, context_tokens: context } }: Model): string => {
  const { input = '0', output } = prices
  const cost = `${dollars(input)} in${output === undefined ? '' : `, ${dollars(output)} out`} per million tokens`
  return `${cost}; ${compact(context)} tokens of context`
}
