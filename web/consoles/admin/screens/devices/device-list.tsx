import { Group } from '@mantine/core'
import { useState } from 'react'
import type { DeviceList as Answer, OperatorKeys } from '../../../shared/answers.ts'
import { Choice } from '../../../shared/choice.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { usePaging } from '../../../shared/paging.ts'
import { SearchField } from '../../../shared/search-field.tsx'
import { StateOf } from '../../../shared/state-of.tsx'
import { useAnswer } from '../../../shared/use-answer.ts'
import { DeviceTable } from './device-table.tsx'

const PAGE = 50

/** A customer's devices, of all keys or of one. */
export const DeviceList = ({ customerId }: { customerId: string }) => {
  const [q, setQ] = useState('')
  const [keyId, setKeyId] = useState<string>()
  const paging = usePaging(JSON.stringify([q, keyId]))
  const keys = useAnswer<OperatorKeys>('admin-keys', { customer_id: customerId, limit: 200 })
  const query = { customer_id: customerId, q, api_key_id: keyId, limit: PAGE, cursor: paging.cursor }
  const devices = useAnswer<Answer>('admin-devices', query)
  const isNarrowed = q !== '' || keyId !== undefined
  return (
    <>
      <Group>
        <SearchField label="Search devices" search={setQ} />
        <Choice
          label="Key"
          searchable
          options={(keys.data?.keys ?? []).map(({ id, label, key_last4: last4 }) => ({
            value: id,
            label: `${label} …${last4}`,
          }))}
          value={keyId}
          pick={setKeyId}
        />
      </Group>
      <StateOf of={devices}>
        {(answer) => (
          <DeviceTable
            devices={answer.devices}
            paging={paging}
            nextCursor={answer.next_cursor}
            empty={
              isNarrowed ? (
                <Empty title="No device matches">Search for a part of its id or label, or choose another key.</Empty>
              ) : (
                <Empty title="No devices yet">
                  A device appears when a call names its installation, in the header x-kaixu-install-id.
                </Empty>
              )
            }
          />
        )}
      </StateOf>
    </>
  )
}
