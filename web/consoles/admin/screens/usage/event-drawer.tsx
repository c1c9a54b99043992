import { Button, Group, Stack, Table, Text, Title } from '@mantine/core'
import { use } from 'react'
import { Link } from 'wouter'
import type { CustomerUsage, OperatorEvent } from '../../../shared/answers.ts'
import { Copy } from '../../../shared/copy.tsx'
import { DetailDrawer } from '../../../shared/detail-drawer.tsx'
import { exactDollars } from '../../../shared/exact-dollars.ts'
import { Facts } from '../../../shared/facts.tsx'
import { MonitorLink } from '../../../shared/failure.tsx'
import { count, duration, percent } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { Money } from '../../../shared/money.tsx'
import { Outcome } from './event-table.tsx'

type Props = { event: OperatorEvent | undefined; keys: CustomerUsage['per_key']; close: () => void }

/** One call, every field of it: what it used, what it was sold for, and what that leaves. */
export const EventDrawer = ({ event: opened, keys, close }: Props) => (
  <DetailDrawer row={opened} title={() => 'Receipt of a call'} close={close}>
    {(event) => (
      <>
        <RequestId requestId={event.request_id} />
        <Price event={event} />
        <Tokens event={event} />
        <Stack gap="xs">
          <Title order={3} size="h6">
            Call
          </Title>
          <Facts
            of={[
              ['Outcome', <Outcome event={event} />],
              ['Usage', event.estimated ? 'estimated: the vendor did not report it' : 'as the vendor reported it'],
              ['Settled', <Instant at={event.created_at} precision="second" />],
              ['First token after', shown(event.first_token_ms)],
              ['Took', shown(event.duration_ms)],
              ['Provider', event.provider],
              ['Model', event.model],
              ['Surface', event.surface],
              ['Key', keyName(keys, event.api_key_id)],
              ['Installation', event.install_id ?? 'none named'],
              ['App', event.app_id ?? 'none named'],
              ['Event', `id ${event.id}`],
            ]}
          />
        </Stack>
      </>
    )}
  </DetailDrawer>
)

const shown = (ms: number | null): string => (ms === null ? 'not known' : duration(ms))

const keyName = (keys: CustomerUsage['per_key'], id: string): string => {
  const key = keys.find((known) => known.id === id)
  return key === undefined ? `id ${id}` : `${key.label} …${key.key_last4} (id ${id})`
}

const RequestId = ({ requestId }: { requestId: string }) => {
  const monitorLink = use(MonitorLink)
  return (
    <Group gap={4}>
      <span className="kx-mono" style={{ overflowWrap: 'anywhere' }}>
        {requestId}
      </span>
      <Copy text={requestId} what="the request id" />
      {monitorLink !== undefined && (
        <Button component={Link} href={monitorLink(requestId)} size="compact-xs" variant="subtle">
          Open in the monitor
        </Button>
      )}
    </Group>
  )
}

const Price = ({ event }: { event: OperatorEvent }) => (
  <Stack gap="xs">
    <Stack gap={0}>
      <Text size="sm" c="dimmed">
        Price
      </Text>
      <Text fz={24} fw={650} style={{ overflowWrap: 'anywhere' }}>
        {exactDollars(event.cost_usd)}
      </Text>
    </Stack>
    <Facts
      of={[
        ['List cost', exactDollars(event.list_usd)],
        [
          'Margin',
          <>
            <Money usd={event.margin_usd} /> ({percent(Number(event.margin_usd), Number(event.cost_usd))})
          </>,
        ],
      ]}
    />
  </Stack>
)

/** What was read from a cache and what was written to one are parts of the input, with prices of their own. */
const Tokens = ({ event }: { event: OperatorEvent }) => (
  <Stack gap="xs">
    <Title order={3} size="h6">
      Tokens
    </Title>
    <Table aria-label="Tokens by class">
      <Table.Tbody>
        {(
          [
            ['Input, not cached', event.input_tokens - event.cached_tokens - event.cache_write_tokens],
            ['Input, read from a cache', event.cached_tokens],
            ['Input, written to a cache', event.cache_write_tokens],
            ['Output', event.output_tokens - event.reasoning_tokens],
            ['Output, reasoning', event.reasoning_tokens],
            ['Together', event.input_tokens + event.output_tokens],
          ] as const
        ).map(([name, tokens]) => (
          <Table.Tr key={name}>
            <Table.Th fw={400}>{name}</Table.Th>
            <Table.Td ta="right">{count(tokens)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  </Stack>
)
