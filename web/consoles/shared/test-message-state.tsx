import { Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { DeliveryRow, OperatorDelivery } from './answers.ts'
import { Copy } from './copy.tsx'
import { DeliveryState } from './delivery-state.tsx'
import { Facts } from './facts.tsx'
import { Instant } from './instant.tsx'
import { StateOf } from './state-of.tsx'
import { useAnswer } from './use-answer.ts'

/** While it is on its way, and once it was tried: then it is tried again after minutes. */
const WATCH_MS = 1_000
const CALM_MS = 15_000

/** Operators are told where it goes, too. */
type Row = DeliveryRow & Partial<Pick<OperatorDelivery, 'own_host'>>

type Props = { id: string; list: 'user-alerts' | 'admin-alerts' }

/** What became of a message, as it becomes known. */
export const TestMessageState = ({ id, list }: Props) => {
  const [isTried, setTried] = useState(false)
  const asked = useAnswer<{ deliveries: Row[] }>(
    list,
    { q: `msg_${id}`, limit: 1 },
    { refreshMs: isTried ? CALM_MS : WATCH_MS },
  )
  // What is shown before the first answer is that of the message before.
  const found = asked.data?.deliveries.find((delivery) => delivery.id === id)
  const tried = found !== undefined && wasTried(found)
  if (tried !== isTried) setTried(tried)
  return <StateOf of={asked}>{() => (found === undefined ? null : <State of={found} />)}</StateOf>
}

/** Its first attempt has come to something. */
const wasTried = ({ state, last_status: status, last_error: error }: DeliveryRow): boolean =>
  state !== 'pending' || status !== null || error !== null

const State = ({ of: message }: { of: Row }) => (
  <Stack>
    <Stack gap={4} role="status">
      <Group>
        <DeliveryState state={message.state} />
      </Group>
      <Text size="sm">{whatHappened(message)}</Text>
    </Stack>
    <Facts
      of={[
        [
          'webhook-id',
          <Group key="id" gap={4} wrap="nowrap">
            <span className="kx-mono">msg_{message.id}</span>
            <Copy text={`msg_${message.id}`} what="the webhook-id" />
          </Group>,
        ],
        ['Goes to', message.own_host === null ? 'your own webhook' : message.own_host],
        ['Type', message.event_type],
        ['Attempts', message.attempts],
        [
          'Next attempt',
          message.state === 'pending' && wasTried(message) ? (
            <Instant key="next" at={message.next_attempt_at} precision="second" />
          ) : undefined,
        ],
      ]}
    />
  </Stack>
)

const whatHappened = (message: DeliveryRow): string => {
  const { last_status: status, last_error: error, state } = message
  if (!wasTried(message)) return 'Waiting for the receiver to answer.'
  if (state === 'delivered') return `The receiver answered ${status ?? 'with a success'}.`
  const problem =
    status === null
      ? (PROBLEMS.get(error ?? '') ?? 'It did not arrive.')
      : `The receiver answered ${status}; only 200 to 299 say that it has the message.`
  return state === 'pending' ? `${problem} It is tried again by itself.` : problem
}

const PROBLEMS: ReadonlyMap<string, string> = new Map([
  ['timeout', 'The receiver did not answer in time.'],
  ['unreachable', 'The receiver could not be reached.'],
  ['address_refused', 'Nothing was sent: the address is not a public one.'],
  ['no_address', 'Nothing was sent: there is no address any more.'],
])
