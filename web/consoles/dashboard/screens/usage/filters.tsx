import { Box, Button, Group, Select } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconFilter } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { OUTCOME_OPTIONS } from '../../../shared/outcome-names.ts'

export type UsageFilter = {
  provider: string | undefined
  model: string | undefined
  api_key_id: string | undefined
  outcome: string | undefined
}

export const NO_FILTER: UsageFilter = {
  provider: undefined,
  model: undefined,
  api_key_id: undefined,
  outcome: undefined,
}

export const isNarrowed = (filter: UsageFilter): boolean => Object.values(filter).some((value) => value !== undefined)

type Props = {
  filter: UsageFilter
  change: (filter: UsageFilter) => void
  /** What was used in the month. */
  models: readonly { provider: string; model: string }[]
  /** Names of keys by id; empty: there is no choice. */
  keys: ReadonlyMap<string, string>
  /** Stands before the filters. */
  children?: ReactNode
}

/** Narrows a list of calls down to a model, a provider, a key. */
export const UsageFilters = ({ filter, change, models, keys, children }: Props) => {
  const providers = [...new Set(models.map(({ provider }) => provider))].sort()
  const names = models.filter(({ provider }) => filter.provider === undefined || provider === filter.provider)
  const [opened, { toggle }] = useDisclosure(false)
  const chosen = Object.values(filter).filter((value) => value !== undefined).length
  return (
    <Group gap="xs">
      {children}
      <Button
        hiddenFrom="xs"
        variant="default"
        leftSection={<IconFilter size={16} />}
        aria-expanded={opened}
        onClick={toggle}
      >
        {chosen === 0 ? 'Filter' : `Filter (${chosen})`}
      </Button>
      {/* Beside the search, or on a telephone below it when they are asked for. */}
      <Box display={{ base: opened ? 'contents' : 'none', xs: 'contents' }}>
        <Choice
          label="Model"
          all="All models"
          w={220}
          value={filter.model}
          choices={[...new Set(names.map(({ model }) => model))].sort().map((name) => ({ value: name, label: name }))}
          pick={(model) => change({ ...filter, model })}
        />
        <Choice
          label="Provider"
          all="All providers"
          value={filter.provider}
          choices={providers.map((name) => ({ value: name, label: name }))}
          pick={(provider) => change({ ...filter, provider, model: undefined })}
        />
        {keys.size > 0 && (
          <Choice
            label="Key"
            all="All keys"
            value={filter.api_key_id}
            choices={[...keys].map(([value, label]) => ({ value, label }))}
            pick={(id) => change({ ...filter, api_key_id: id })}
          />
        )}
        <Choice
          label="Outcome"
          all="Any outcome"
          w={175}
          value={filter.outcome}
          choices={OUTCOME_OPTIONS}
          pick={(outcome) => change({ ...filter, outcome })}
        />
        {isNarrowed(filter) && (
          <Button variant="subtle" size="sm" onClick={() => change(NO_FILTER)}>
            Clear filters
          </Button>
        )}
      </Box>
    </Group>
  )
}

type ChoiceProps = {
  label: string
  all: string
  w?: number
  value: string | undefined
  choices: readonly { value: string; label: string }[]
  pick: (value: string | undefined) => void
}

const Choice = ({ label, all, w = 165, value, choices, pick }: ChoiceProps) => (
  <Select
    aria-label={label}
    placeholder={all}
    value={value ?? null}
    data={[...choices]}
    onChange={(picked) => pick(picked ?? undefined)}
    searchable
    clearable
    limit={200}
    nothingFoundMessage="Nothing of that name in this month"
    w={{ base: '100%', xs: w }}
    clearButtonProps={{ 'aria-label': `Clear ${label.toLowerCase()}` }}
  />
)
