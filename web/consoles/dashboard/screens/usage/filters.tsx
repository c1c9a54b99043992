import { Button, Group, Select } from '@mantine/core'

export type UsageFilter = {
  provider: string | undefined
  model: string | undefined
  api_key_id: string | undefined
}

export const NO_FILTER: UsageFilter = { provider: undefined, model: undefined, api_key_id: undefined }

type Props = {
  filter: UsageFilter
  change: (filter: UsageFilter) => void
  /** What was used in the month. */
  models: readonly { provider: string; model: string }[]
  /** Names of keys by id; empty: there is no choice. */
  keys: ReadonlyMap<string, string>
}

/** Narrows a list of calls down to a model, a provider, a key. */
export const UsageFilters = ({ filter, change, models, keys }: Props) => {
  const providers = [...new Set(models.map(({ provider }) => provider))].sort()
  const names = models.filter(({ provider }) => filter.provider === undefined || provider === filter.provider)
  return (
    <Group gap="xs">
      <Choice
        label="Model"
        all="All models"
        value={filter.model}
        choices={[...new Set(names.map(({ model }) => model))].sort().map((name) => ({ value: name, label: name }))}
        pick={(model) => change(narrowed({ ...filter, model }))}
        isSearch
      />
      <Choice
        label="Provider"
        all="All providers"
        value={filter.provider}
        choices={providers.map((name) => ({ value: name, label: name }))}
        pick={(provider) => change(narrowed({ ...filter, provider, model: undefined }))}
      />
      {keys.size > 0 && (
        <Choice
          label="Key"
          all="All keys"
          value={filter.api_key_id}
          choices={[...keys].map(([value, label]) => ({ value, label }))}
          pick={(id) => change(narrowed({ ...filter, api_key_id: id }))}
        />
      )}
      {filter !== NO_FILTER && (
        <Button variant="subtle" size="sm" onClick={() => change(NO_FILTER)}>
          Clear filters
        </Button>
      )}
    </Group>
  )
}

/** The one empty filter, so that a screen can tell whether there is any. */
const narrowed = (filter: UsageFilter): UsageFilter =>
  Object.values(filter).every((value) => value === undefined) ? NO_FILTER : filter

type ChoiceProps = {
  label: string
  all: string
  value: string | undefined
  choices: { value: string; label: string }[]
  pick: (value: string | undefined) => void
  /** `/` puts the cursor here. */
  isSearch?: boolean
}

const Choice = ({ label, all, value, choices, pick, isSearch = false }: ChoiceProps) => (
  <Select
    aria-label={label}
    placeholder={all}
    value={value ?? null}
    data={choices}
    onChange={(picked) => pick(picked ?? undefined)}
    searchable
    clearable
    limit={200}
    nothingFoundMessage="Nothing of that name in this month"
    w={{ base: '100%', xs: 220 }}
    clearButtonProps={{ 'aria-label': `Clear ${label.toLowerCase()}` }}
    {...(isSearch ? { 'data-list-search': true } : {})}
  />
)
