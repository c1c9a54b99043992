import { Group } from '@mantine/core'
import type { CustomerUsage } from '../../../shared/answers.ts'
import { Choice } from '../../../shared/choice.tsx'
import { OUTCOME_OPTIONS } from '../../../shared/outcome-names.ts'
import { SearchField } from '../../../shared/search-field.tsx'

/** What the list of calls is narrowed to; the names are the endpoint's. */
export type EventFilter = {
  provider: string | undefined
  model: string | undefined
  api_key_id: string | undefined
  outcome: string | undefined
  q: string | undefined
}

type Props = {
  /** Of the month: what can be narrowed to. */
  models: readonly Pick<CustomerUsage['per_model'][number], 'provider' | 'model'>[]
  /** Absent where the calls are of all customers. */
  keys?: CustomerUsage['per_key']
  filter: EventFilter
  change: (filter: EventFilter) => void
}

export const EventFilters = ({ models, keys, filter, change }: Props) => (
  <Group gap="xs">
    <SearchField label="Search calls" initial={filter.q} search={(text) => change({ ...filter, q: text })} />
    <Choice
      label="Model"
      searchable
      w={{ base: '100%', xs: 260 }}
      options={namesOf(models, filter)}
      value={modelNameOf(filter)}
      pick={(name) => {
        const slash = name?.indexOf('/') ?? -1
        change({ ...filter, provider: name?.slice(0, slash), model: name?.slice(slash + 1) })
      }}
    />
    {keys !== undefined && (
      <Choice
        label="Key"
        searchable
        options={keys.map(({ id, label, key_last4: last4 }) => ({ value: id, label: `${label} …${last4}` }))}
        value={filter.api_key_id}
        pick={(id) => change({ ...filter, api_key_id: id })}
      />
    )}
    <Choice
      label="Outcome"
      options={OUTCOME_OPTIONS}
      value={filter.outcome}
      pick={(outcome) => change({ ...filter, outcome })}
    />
  </Group>
)

const modelNameOf = ({ provider, model }: EventFilter): string | undefined =>
  model === undefined ? undefined : `${provider ?? ''}/${model}`

/** Where the month has more models than are named, a link may lead to another one. */
const namesOf = (models: Props['models'], filter: EventFilter): string[] => {
  const names = models.map(({ provider, model }) => `${provider}/${model}`)
  const chosen = modelNameOf(filter)
  return chosen === undefined || names.includes(chosen) ? names : [chosen, ...names]
}
