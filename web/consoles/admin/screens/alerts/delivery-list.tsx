import { Group } from '@mantine/core'
import { useState } from 'react'
import type { Deliveries } from '../../../shared/answers.ts'
import { Choice } from '../../../shared/choice.tsx'
import { DataTable } from '../../../shared/data-table.tsx'
import { DELIVERY_OPTIONS } from '../../../shared/delivery-state.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { known } from '../../../shared/known.ts'
import { SearchField } from '../../../shared/search-field.tsx'
import { StateOf } from '../../../shared/state-of.tsx'
import { useAnswer } from '../../../shared/use-answer.ts'
import { useOwnedList } from '../../use-owned-list.tsx'
import { DELIVERY_COLUMNS } from './delivery-columns.tsx'
import { DeliveryDrawer } from './delivery-drawer.tsx'

/** Messages of everybody, or of one customer, whom nobody has to choose then. What they are narrowed to stands in the address. */
export const DeliveryList = ({ of: owner }: { of?: string }) => {
  const { address, change, customerId, q, paging, picker } = useOwnedList(owner)
  const [openedId, setOpenedId] = useState<string>()
  const state = known(address.get('state'), DELIVERY_OPTIONS)
  const deliveries = useAnswer<Deliveries>(
    'admin-alerts',
    { customer_id: customerId, q, state, cursor: paging.cursor, limit: 50 },
    { refreshMs: 10_000 },
  )
  return (
    <>
      <Group gap="xs">
        {picker}
        <SearchField label="Search messages" initial={q} search={(text) => change({ q: text })} />
        <Choice label="Status" options={DELIVERY_OPTIONS} value={state} pick={(value) => change({ state: value })} />
      </Group>
      <StateOf of={deliveries} rows={10}>
        {(answer) => (
          <>
            <DataTable
              label="Messages"
              columns={DELIVERY_COLUMNS.filter(({ title }) => customerId === undefined || title !== 'Customer')}
              rows={answer.deliveries}
              keyOf={({ id }) => id}
              open={({ id }) => setOpenedId(id)}
              empty={
                address.size > 0 ? (
                  <Empty title="No message matches">
                    Search for what it tells of, for a part of a customer’s e-mail address or for an id; or clear a
                    filter.
                  </Empty>
                ) : (
                  <Empty title="No messages">
                    Set ALERT_WEBHOOK_URL, or an address of a customer’s own, and they come when a cap is close.
                  </Empty>
                )
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
    </>
  )
}
