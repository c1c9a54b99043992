import { Accordion, Anchor, Group, Stack, Text, Title } from '@mantine/core'
import { use, type ReactNode } from 'react'
import { Link } from 'wouter'
import type { OperatorCalls, OperatorEvent } from '../../../shared/answers.ts'
import { Copy } from '../../../shared/copy.tsx'
import { DetailDrawer } from '../../../shared/detail-drawer.tsx'
import { exactDollars } from '../../../shared/exact-dollars.ts'
import { Facts } from '../../../shared/facts.tsx'
import { MonitorLink } from '../../../shared/failure.tsx'
import { duration, percent } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { JsonBlock } from '../../../shared/json-block.tsx'
import { OneCall } from '../../../shared/one-call.tsx'
import { providerName } from '../../../shared/provider-name.ts'
import { Reasoning, ReceiptTable } from '../../../shared/receipt-table.tsx'
import { CALL } from '../../../shared/use-address.ts'
import { useOpenedCall } from '../../../shared/use-opened-call.ts'
import { Outcome } from './event-table.tsx'

type Call = OperatorCalls['calls'][number]

type Props<Event> = {
  month: string
  /** Whose calls are shown; undefined: everybody's. */
  customerId?: string
  /** Those that are shown. */
  among: readonly Event[]
  /** What the key of the call is called in full; undefined: it is not known. */
  keyName: (event: Event | Call) => string | undefined
  /** Whose it is, where that is not said already. */
  customer?: (event: Event | Call) => ReactNode
}

/** One call, every field of it: what it used, what it was sold for, and what that leaves. */
export const EventDrawer = <Event extends OperatorEvent>(props: Props<Event>) => {
  const { month, customerId, among, keyName, customer } = props
  const opened = useOpenedCall()
  return (
    <DetailDrawer row={opened.id} title={() => 'Receipt of a call'} close={opened.close} named={CALL}>
      {(id) => (
        <OneCall<OperatorCalls, Event | Call>
          id={id}
          among={among}
          endpoint="admin-calls"
          query={{ month }}
          callsOf={({ calls }) => calls.filter((call) => customerId === undefined || call.customer_id === customerId)}
          elsewhere={`It may be of another month${customerId === undefined ? '' : ' or of another customer'}.`}
        >
          {(event) => <Receipt event={event} keyName={keyName(event)} customer={customer?.(event)} />}
        </OneCall>
      )}
    </DetailDrawer>
  )
}

type ReceiptProps = { event: OperatorEvent; keyName: string | undefined; customer: ReactNode }

const Receipt = ({ event, keyName, customer }: ReceiptProps) => (
  <>
    <RequestId requestId={event.request_id} />
    <Price event={event} />
    <Part title="How it adds up">
      <ReceiptTable of={event} />
      <Reasoning tokens={event.reasoning_tokens} />
    </Part>
    <Part title="Hold">
      <Facts
        of={[
          ['Set aside', exactDollars(event.hold_usd)],
          ['Charged', exactDollars(event.cost_usd)],
          ['Released', exactDollars(event.released_usd)],
        ]}
      />
    </Part>
    <Part title="Call">
      <Facts
        of={[
          ['Customer', customer],
          ['Outcome', <Outcome event={event} />],
          ['Usage', event.estimated ? 'estimated: the vendor did not report it' : 'as the vendor reported it'],
          ['Settled', <Instant at={event.created_at} precision="second" />],
          ['First token after', shown(event.first_token_ms)],
          ['Duration', shown(event.duration_ms)],
          ['Provider', providerName(event.provider)],
          ['Model', event.model],
          ['Endpoint', event.surface],
          ['Key', withId(keyName, event.api_key_id)],
          ['Installation', event.install_id ?? 'none named'],
          ['App', event.app_id ?? 'none named'],
        ]}
      />
    </Part>
    <Accordion variant="contained">
      <Accordion.Item value="raw">
        <Accordion.Control>Raw record</Accordion.Control>
        <Accordion.Panel>
          <JsonBlock value={event} what="the record" />
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  </>
)

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <Stack gap="xs">
    <Title order={3} size="h6">
      {title}
    </Title>
    {children}
  </Stack>
)

const shown = (ms: number | null): string => (ms === null ? 'not known' : duration(ms))

const withId = (name: string | undefined, id: string): string =>
  name === undefined ? `id ${id}` : `${name} (id ${id})`

const RequestId = ({ requestId }: { requestId: string }) => {
  const monitorLink = use(MonitorLink)
  return (
    <Stack gap={2}>
      <Group gap={4} wrap="nowrap">
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          Request <span className="kx-mono">{requestId}</span>
        </Text>
        <Copy text={requestId} what="the request id" />
      </Group>
      {monitorLink !== undefined && (
        <Anchor component={Link} href={monitorLink(requestId)} size="sm">
          Open in the monitor
        </Anchor>
      )}
    </Stack>
  )
}

const Price = ({ event }: { event: OperatorEvent }) => (
  <Group gap="xl" align="flex-end">
    <Sum name="Charged" usd={event.cost_usd} />
    <Sum name="Vendor cost" usd={event.list_usd} />
    <Sum name={`Margin, ${percent(Number(event.margin_usd), Number(event.cost_usd))}`} usd={event.margin_usd} />
  </Group>
)

const Sum = ({ name, usd }: { name: string; usd: string }) => (
  <Stack gap={0}>
    <Text size="sm" c="dimmed">
      {name}
    </Text>
    <Text fz={20} fw={650} style={{ overflowWrap: 'anywhere', fontVariantNumeric: 'tabular-nums' }}>
      {exactDollars(usd)}
    </Text>
  </Stack>
)
