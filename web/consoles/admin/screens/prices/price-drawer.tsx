import { Stack, Table, Text, Title } from '@mantine/core'
import type { PricedModel } from '../../../shared/answers.ts'
import { DetailDrawer } from '../../../shared/detail-drawer.tsx'
import { exactDollars } from '../../../shared/exact-dollars.ts'
import { Facts } from '../../../shared/facts.tsx'
import { count, localTime } from '../../../shared/format.ts'
import { OutsideLink } from '../../../shared/outside-link.tsx'
import { providerName } from '../../../shared/provider-name.ts'

/** All that is known about a model's price. */
export const PriceDrawer = ({ model, close }: { model: PricedModel | undefined; close: () => void }) => (
  <DetailDrawer row={model} title={({ provider, model: name }) => `${provider}/${name}`} close={close}>
    {(row) => (
      <>
        <Facts
          of={[
            [
              'Provider',
              `${providerName(row.provider)}, ${row.configured ? 'set up' : 'without a key: calls answer 501'}`,
            ],
            ['Also called', row.aliases.length === 0 ? undefined : row.aliases.join(', ')],
            ['API', row.api],
            ['Context', `${count(row.context_tokens)} tokens`],
            ['Output at most', row.max_output_tokens === 0 ? 'none' : `${count(row.max_output_tokens)} tokens`],
            ['Markup', `${row.markup_pct}% on the list price`],
            ['Charged since', dayOf(row.effective_from)],
            ['Announced until', row.effective_until === null ? undefined : dayOf(row.effective_until)],
            ['Source', <OutsideLink href={row.source}>{row.source}</OutsideLink>],
          ]}
        />
        {row.tiers.map((tier) => (
          <Tier key={tier.above_input_tokens} tier={tier} />
        ))}
        {row.web_search_per_1k !== null && (
          <Text size="sm">
            Web search: {exactDollars(row.web_search_per_1k.price_usd)} per 1,000 searches, listed at{' '}
            {exactDollars(row.web_search_per_1k.list_usd)}.
          </Text>
        )}
      </>
    )}
  </DetailDrawer>
)

const dayOf = (date: string): string => localTime(`${date}T12:00:00`, 'day')

/** How the classes of tokens are called. */
const CLASSES = {
  input: 'Input',
  cached_input: 'Cached input',
  cache_write_5m: 'Cache write, 5 minutes',
  cache_write_1h: 'Cache write, 1 hour',
  audio_input: 'Audio input',
  output: 'Output',
  audio_output: 'Audio output',
} as const satisfies Record<keyof PricedModel['tiers'][number]['per_million_tokens'], string>

const Tier = ({ tier }: { tier: PricedModel['tiers'][number] }) => {
  const title =
    tier.above_input_tokens === 0
      ? 'Per million tokens'
      : `Per million tokens, calls with more than ${count(tier.above_input_tokens)} input tokens`
  return (
    <Stack gap="xs">
      <Title order={3} size="h6">
        {title}
      </Title>
      <Table aria-label={title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Class</Table.Th>
            <Table.Th ta="right">List</Table.Th>
            <Table.Th ta="right">Charged</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Object.entries(CLASSES).flatMap(([name, label]) => {
            // The keys of CLASSES are those of the prices.
            const prices = tier.per_million_tokens[name as keyof typeof CLASSES]
            return prices === undefined
              ? []
              : [
                  <Table.Tr key={name}>
                    <Table.Td>{label}</Table.Td>
                    <Table.Td ta="right">{exactDollars(prices.list_usd)}</Table.Td>
                    <Table.Td ta="right">{exactDollars(prices.price_usd)}</Table.Td>
                  </Table.Tr>,
                ]
          })}
        </Table.Tbody>
      </Table>
    </Stack>
  )
}
