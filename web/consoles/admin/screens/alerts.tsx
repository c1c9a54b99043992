import { Group, Text } from '@mantine/core'
import { useState } from 'react'
import type { DeliveryRow, Page } from '../../shared/answers.ts'
import { Choice } from '../../shared/choice.tsx'
import { DataTable } from '../../shared/data-table.tsx'
import { Empty } from '../../shared/empty.tsx'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAddress } from '../../shared/use-address.ts'
import { useAnswer } from '../../shared/use-answer.ts'
import { CustomerPicker } from '../customer-picker.tsx'
import { DELIVERY_COLUMNS } from './alerts/delivery-columns.tsx'
import { DeliveryDrawer } from './alerts/delivery-drawer.tsx'
import { DELIVERY_OPTIONS } from './alerts/delivery-state.tsx'
import { SigningSecret } from './alerts/signing-secret.tsx'

/** Messages to web hooks: what arrived, what is on its way, and what was given up. */
const Alerts = () => {
  const [address, change] = useAddress()
  const [openedId, setOpenedId] = useState<string>()
  const [customerId, state] = [address.get('customer_id') ?? undefined, address.get('state') ?? undefined]
  const paging = usePaging(address.toString())
  const deliveries = useAnswer<Page<'deliveries', DeliveryRow>>(
    'admin-alerts',
    { customer_id: customerId, state, cursor: paging.cursor, limit: 50 },
    { refreshMs: 10_000 },
  )
  return (
    <Screen
      title="Alerts"
      lead="Signed messages to web hooks: caps, top-ups, jobs. Tried again until they arrive or are given up."
      actions={<SigningSecret customerId={customerId} />}
    >
      <Group gap="xs">
        <CustomerPicker placeholder="Any customer" customerId={customerId} pick={(id) => change({ customer_id: id })} />
        <Choice label="State" options={DELIVERY_OPTIONS} value={state} pick={(value) => change({ state: value })} />
      </Group>
      <StateOf of={deliveries} rows={10}>
        {(answer) => (
          <>
            <DataTable
              label="Messages"
              columns={DELIVERY_COLUMNS}
              rows={answer.deliveries}
              keyOf={({ id }) => id}
              open={({ id }) => setOpenedId(id)}
              empty={
                <Empty title="No messages">
                  <Text span size="sm">
                    Set ALERT_WEBHOOK_URL, or an address of a customer’s own, and they come when a cap is close.
                  </Text>
                </Empty>
              }
              paging={paging}
              nextCursor={answer.next_cursor}
            />
            <DeliveryDrawer
              delivery={answer.deliveries.find(({ id }) => id === openedId)}
              close={() => setOpenedId(undefined)}
            />
          </>
        )}
      </StateOf>
    </Screen>
  )
}

export default Alerts
