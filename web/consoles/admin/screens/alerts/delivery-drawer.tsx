import { Button, Group, Title } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import type { OperatorDelivery } from '../../../shared/answers.ts'
import { DeliveryState } from '../../../shared/delivery-state.tsx'
import { DetailDrawer } from '../../../shared/detail-drawer.tsx'
import { Facts } from '../../../shared/facts.tsx'
import { Failure } from '../../../shared/failure.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { JsonBlock } from '../../../shared/json-block.tsx'
import { messageName } from '../../../shared/message-names.ts'
import { useChange } from '../../../shared/use-change.ts'
import { AboutWhom } from './about-whom.tsx'
import { deliveryProblem } from '../../../shared/delivery-problem.ts'

/** A message, and another attempt when it was given up. */
export const DeliveryDrawer = ({ delivery, close }: { delivery: OperatorDelivery | undefined; close: () => void }) => (
  <DetailDrawer
    row={delivery}
    title={({ event_type: type, id }) => `${messageName(type)}, message ${id}`}
    close={close}
  >
    {(row) => (
      <>
        <Facts
          of={[
            ['Status', <DeliveryState state={row.state} />],
            ['Customer', <AboutWhom delivery={row} />],
            ['Goes to', row.own_host ?? 'your own webhook (ALERT_WEBHOOK_URL)'],
            ['Written', <Instant at={row.created_at} precision="second" />],
            ['Delivered', <Instant at={row.delivered_at} precision="second" />],
            ['Attempts', row.attempts],
            [
              'Next attempt',
              row.state === 'pending' ? <Instant at={row.next_attempt_at} precision="second" /> : undefined,
            ],
            ['Last response (HTTP)', row.last_status ?? undefined],
            ['Last problem', deliveryProblem(row)],
          ]}
        />
        {row.state === 'dead' && <Retry id={row.id} />}
        <Title order={3} size="h6">
          What is sent
        </Title>
        <JsonBlock value={row.payload} what="the message" />
      </>
    )}
  </DetailDrawer>
)

const Retry = ({ id }: { id: string }) => {
  const retry = useChange<string, unknown>({
    run: (api, which) => api.send('admin-alerts', { method: 'POST', body: { id: which } }),
    touches: ['admin-alerts'],
    done: 'The message is on its way again.',
  })
  return (
    <>
      {retry.error !== null && <Failure error={retry.error} />}
      <Group>
        <Button leftSection={<IconSend size={16} />} loading={retry.isPending} onClick={() => retry.mutate(id)}>
          Send again
        </Button>
      </Group>
    </>
  )
}
