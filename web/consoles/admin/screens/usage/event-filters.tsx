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

type Props = { usage: CustomerUsage; filter: EventFilter; change: (filter: EventFilter) => void }

/** The models and keys of the month are what can be narrowed to. */
export const EventFilters = ({ usage, filter, change }: Props) => (
  <Group gap="xs">
    <SearchField label="Search calls" initial={filter.q} search={(text) => change({ ...filter, q: text })} />
    <Choice
      label="Model"
      searchable
      w={{ base: '100%', xs: 260 }}
      options={usage.per_model.map(({ provider, model }) => `${provider}/${model}`)}
      value={filter.model === undefined ? undefined : `${filter.provider ?? ''}/${filter.model}`}
      pick={(name) => {
        const slash = name?.indexOf('/') ?? -1
        change({ ...filter, provider: name?.slice(0, slash), model: name?.slice(slash + 1) })
      }}
    />
    <Choice
      label="Key"
      searchable
      options={usage.per_key.map(({ id, label, key_last4: last4 }) => ({ value: id, label: `${label} …${last4}` }))}
      value={filter.api_key_id}
      pick={(id) => change({ ...filter, api_key_id: id })}
    />
    <Choice
      label="Outcome"
      options={OUTCOME_OPTIONS}
      value={filter.outcome}
      pick={(outcome) => change({ ...filter, outcome })}
    />
  </Group>
)
