import { Stack, Switch, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { PricedModel, Prices, Settings } from '../../shared/answers.ts'
import { Choice } from '../../shared/choice.tsx'
import { DataTable, type Column } from '../../shared/data-table.tsx'
import { Empty } from '../../shared/empty.tsx'
import { count, localTime } from '../../shared/format.ts'
import { known } from '../../shared/known.ts'
import { usePaging } from '../../shared/paging.ts'
import { providerName } from '../../shared/provider-name.ts'
import { Screen } from '../../shared/screen.tsx'
import { SearchField } from '../../shared/search-field.tsx'
import { StatusBadge } from '../../shared/status-badge.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAddress } from '../../shared/use-address.ts'
import { useAnswer } from '../../shared/use-answer.ts'
import { PriceCell } from './prices/price-cell.tsx'
import { PriceDrawer } from './prices/price-drawer.tsx'
import { isAskedFor } from './prices/is-asked-for.ts'
import { Unpriced } from './prices/unpriced.tsx'

/** What every model costs and sells for, and which were asked for in vain. */
const PricesScreen = () => {
  const [address, change] = useAddress()
  const of = (name: string): string | undefined => address.get(name) ?? undefined
  const [q, provider, configured] = [of('q'), of('provider'), known(of('configured'), ['true'])]
  const [opened, setOpened] = useState<PricedModel>()
  const paging = usePaging()
  const prices = useAnswer<Prices>('admin-prices', { q, provider, configured, cursor: paging.cursor, limit: 50 })
  const { data: settings } = useAnswer<Settings>('admin-settings')
  return (
    <Screen
      title="Prices"
      lead="US dollars per million tokens: what is charged, and below it what the vendor lists. They come from pricing/pricing.json and change with a deployment."
      actions={
        <>
          <SearchField label="Search models" initial={q} search={(text) => change({ q: text })} />
          <Choice
            label="Provider"
            options={settings?.providers.map(({ name }) => ({ value: name, label: providerName(name) })) ?? []}
            value={provider}
            pick={(name) => change({ provider: name })}
          />
          <Switch
            label="Available only"
            checked={configured === 'true'}
            onChange={(event) => change({ configured: event.currentTarget.checked ? 'true' : undefined })}
          />
        </>
      }
    >
      <StateOf of={prices} rows={10}>
        {(answer) => (
          <Stack gap="lg">
            <Unpriced models={answer.unpriced.filter((model) => isAskedFor(model, { q, provider }))} />
            <Stack gap="xs">
              <Title order={2} size="h5">
                Priced models
              </Title>
              <DataTable
                label="Priced models"
                columns={COLUMNS}
                rows={answer.models}
                keyOf={nameOf}
                open={setOpened}
                empty={<Empty title="No priced model matches">Search for less, or widen the filters.</Empty>}
                paging={paging}
                nextCursor={answer.next_cursor}
              />
            </Stack>
          </Stack>
        )}
      </StateOf>
      <PriceDrawer model={opened} close={() => setOpened(undefined)} />
    </Screen>
  )
}

export default PricesScreen

const nameOf = ({ provider, model }: PricedModel): string => `${provider}/${model}`

const sellingPrice = ({ tiers }: PricedModel, name: 'input' | 'cached_input' | 'output'): number =>
  Number(tiers[0]?.per_million_tokens[name]?.price_usd ?? 0)

const COLUMNS: readonly Column<PricedModel>[] = [
  {
    title: 'Model',
    cell: (row) => (
      <Stack gap={0}>
        <Text size="sm">{row.model}</Text>
        {row.aliases.length > 0 && (
          <Text size="xs" c="dimmed">
            also {row.aliases.join(', ')}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {providerName(row.provider)}
        </Text>
      </Stack>
    ),
    by: nameOf,
  },
  {
    title: 'Available',
    onPhone: 'hide',
    cell: ({ configured }) => (
      <StatusBadge tone={configured ? 'good' : 'quiet'}>{configured ? 'Yes' : 'No key'}</StatusBadge>
    ),
    by: ({ configured }) => (configured ? 0 : 1),
  },
  {
    title: 'Input',
    cell: ({ tiers }) => <PriceCell prices={tiers[0]?.per_million_tokens.input} />,
    by: (row) => sellingPrice(row, 'input'),
    align: 'right',
  },
  {
    title: 'Cached input',
    onPhone: 'hide',
    cell: ({ tiers }) => <PriceCell prices={tiers[0]?.per_million_tokens.cached_input} />,
    by: (row) => sellingPrice(row, 'cached_input'),
    align: 'right',
  },
  {
    title: 'Output',
    cell: ({ tiers }) => <PriceCell prices={tiers[0]?.per_million_tokens.output} />,
    by: (row) => sellingPrice(row, 'output'),
    align: 'right',
  },
  {
    title: 'Markup',
    onPhone: 'hide',
    cell: (row) => `${row.markup_pct}%`,
    by: (row) => row.markup_pct,
    align: 'right',
  },
  {
    title: 'Context',
    onPhone: 'hide',
    cell: (row) => count(row.context_tokens),
    by: (row) => row.context_tokens,
    align: 'right',
  },
  {
    title: 'Since',
    onTablet: 'hide',
    cell: (row) => <span style={{ whiteSpace: 'nowrap' }}>{localTime(`${row.effective_from}T12:00:00`, 'day')}</span>,
    by: (row) => row.effective_from,
  },
]
