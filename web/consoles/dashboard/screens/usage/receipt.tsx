import { Group, Stack, Table, Text, Title } from '@mantine/core'
import type { Model, UsageEvent } from '../../../shared/answers.ts'
import { Copy } from '../../../shared/copy.tsx'
import { exactDollars } from '../../../shared/exact-dollars.ts'
import { Facts } from '../../../shared/facts.tsx'
import { count, duration } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { receiptLines, type ClassPrices, type ReceiptLine } from '../../../shared/receipt-lines.ts'
import { useModels } from '../../use-models.ts'
import { Outcome } from './outcome.tsx'

/** One call: what was used, what it cost to the last digit, and how it went. */
export const Receipt = ({ event, keyName }: { event: UsageEvent; keyName: string | undefined }) => (
  <Stack gap="lg">
    <Stack gap={0}>
      <Text size="sm" c="dimmed">
        Cost
      </Text>
      <Text fz={24} fw={650} style={{ overflowWrap: 'anywhere', fontVariantNumeric: 'tabular-nums' }}>
        {exactDollars(event.cost_usd)}
      </Text>
      {event.estimated && (
        <Text size="sm" c="dimmed">
          The provider did not say what was used, so it was estimated, and never above what was held.
        </Text>
      )}
    </Stack>
    <Tokens of={event} />
    <Stack gap="xs">
      <Title order={3} size="h5">
        Call
      </Title>
      <Facts
        of={[
          ['Outcome', <Outcome key="outcome" event={event} />],
          ['Settled', <Instant key="at" at={event.created_at} precision="second" />],
          ['Model', `${event.provider}/${event.model}`],
          ['Endpoint', event.surface],
          ['Duration', event.duration_ms === null ? 'not known' : duration(event.duration_ms)],
          ['First token after', event.first_token_ms === null ? 'not known' : duration(event.first_token_ms)],
          ['Key', keyName ?? `#${event.api_key_id}`],
          ['Device', event.install_id ?? 'none named'],
          ['App', event.app_id ?? 'none named'],
          [
            'Request',
            <Group key="request" gap={4} wrap="nowrap">
              <span className="kx-mono">{event.request_id}</span>
              <Copy text={event.request_id} what="the request id" />
            </Group>,
          ],
        ]}
      />
    </Stack>
  </Stack>
)

/** Class by class; with the arithmetic where today's price list makes exactly what was charged. */
const Tokens = ({ of: event }: { of: UsageEvent }) => {
  const { data: models } = useModels()
  const lines = receiptLines(event, event.cost_usd, models === undefined ? [] : priceListsOf(models.data, event))
  const isPriced = lines.some(({ priced }) => priced !== undefined)
  if (lines.length === 0) return null
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        Tokens
      </Title>
      <Table aria-label="Tokens" highlightOnHover={false} horizontalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Class</Table.Th>
            <Table.Th ta="right">Tokens</Table.Th>
            {isPriced && <Table.Th ta="right">Per million</Table.Th>}
            {isPriced && <Table.Th ta="right">Amount</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => (
            <Line key={line.name} line={line} />
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th>Total</Table.Th>
            <Table.Th ta="right">{count(event.input_tokens + event.output_tokens)}</Table.Th>
            {isPriced && <Table.Td />}
            {isPriced && <Table.Th ta="right">{exactDollars(event.cost_usd)}</Table.Th>}
          </Table.Tr>
        </Table.Tfoot>
      </Table>
      {event.reasoning_tokens > 0 && (
        <Text size="sm" c="dimmed">
          {count(event.reasoning_tokens)} of the output tokens are reasoning.
        </Text>
      )}
    </Stack>
  )
}

const Line = ({ line: { name, tokens, priced } }: { line: ReceiptLine }) => (
  <Table.Tr>
    <Table.Td>{name}</Table.Td>
    <Table.Td ta="right">{count(tokens)}</Table.Td>
    {priced !== undefined && (
      <>
        <Table.Td ta="right">{exactDollars(priced.perMillionUsd)}</Table.Td>
        <Table.Td ta="right">{exactDollars(priced.amountUsd)}</Table.Td>
      </>
    )}
  </Table.Tr>
)

/** Today's prices of a call's model: those of its length first. */
const priceListsOf = (models: readonly Model[], event: UsageEvent): ClassPrices[] => {
  const kaixu = models.find(
    ({ kaixu: { provider, model, aliases } }) =>
      provider === event.provider && (model === event.model || aliases.includes(event.model)),
  )?.kaixu
  return kaixu === undefined
    ? []
    : [
        ...(kaixu.long_context ?? []).map(({ usd_per_million_tokens: prices }) => prices).toReversed(),
        kaixu.usd_per_million_tokens,
      ]
}
