import { Group } from '@mantine/core'
import type { DeviceList as Answer, OperatorKeys } from '../../../shared/answers.ts'
import { Choice } from '../../../shared/choice.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { usePaging } from '../../../shared/paging.ts'
import { SearchField } from '../../../shared/search-field.tsx'
import { StateOf } from '../../../shared/state-of.tsx'
import { useInAddress } from '../../../shared/use-address.ts'
import { useAnswer } from '../../../shared/use-answer.ts'
import { DeviceTable } from './device-table.tsx'

const PAGE = 50

/** A customer's devices, of all keys or of one. */
export const DeviceList = ({ customerId }: { customerId: string }) => {
  const [q, setQ] = useInAddress('q')
  const [keyId, setKeyId] = useInAddress('api_key_id')
  const paging = usePaging()
  const keys = useAnswer<OperatorKeys>('admin-keys', { customer_id: customerId, limit: 200 })
  const query = { customer_id: customerId, q, api_key_id: keyId, limit: PAGE, cursor: paging.cursor }
  const devices = useAnswer<Answer>('admin-devices', query)
  const isNarrowed = q !== undefined || keyId !== undefined
  return (
    <>
      <Group>
        <SearchField label="Search devices" initial={q} search={setQ} />
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
            // The gateway has them by key.
            devices={answer.devices.toSorted((a, b) => b.last_seen_at.localeCompare(a.last_seen_at))}
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
