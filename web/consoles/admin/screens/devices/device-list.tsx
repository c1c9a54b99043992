import { Group } from '@mantine/core'
import type { OperatorDevices, OperatorKeys } from '../../../shared/answers.ts'
import { Choice } from '../../../shared/choice.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { usePaging } from '../../../shared/paging.ts'
import { SearchField } from '../../../shared/search-field.tsx'
import { StateOf } from '../../../shared/state-of.tsx'
import { useInAddress } from '../../../shared/use-address.ts'
import { useAnswer } from '../../../shared/use-answer.ts'
import { DeviceTable } from './device-table.tsx'

const PAGE = 50

type Props = {
  /** Whose; undefined: everybody's. */
  customerId: string | undefined
}

/** Everybody's devices, or a customer's, of all keys or of one. */
export const DeviceList = ({ customerId }: Props) => {
  const [q, setQ] = useInAddress('q')
  const [keyId, setKeyId] = useInAddress('api_key_id')
  const paging = usePaging()
  const keys = useAnswer<OperatorKeys>(
    'admin-keys',
    { customer_id: customerId, limit: 200 },
    { enabled: customerId !== undefined },
  )
  const query = { customer_id: customerId, q, api_key_id: keyId, limit: PAGE, cursor: paging.cursor }
  const devices = useAnswer<OperatorDevices>('admin-devices', query)
  const listed = (keys.data?.keys ?? []).map(({ id, label, key_last4: last4 }) => ({
    value: id,
    label: `${label} …${last4}`,
  }))
  const isListed = keyId === undefined || listed.some(({ value }) => value === keyId)
  const keyOptions = isListed ? listed : [{ value: keyId, label: `Key ${keyId}` }, ...listed]
  const isNarrowed = q !== undefined || keyId !== undefined
  return (
    <>
      <Group>
        <SearchField label="Search devices" initial={q} search={setQ} />
        {(customerId !== undefined || keyId !== undefined) && (
          <Choice label="Key" searchable options={keyOptions} value={keyId} pick={setKeyId} />
        )}
      </Group>
      <StateOf of={devices}>
        {(answer) => (
          <DeviceTable
            withCustomer={customerId === undefined}
            devices={answer.devices}
            paging={paging}
            nextCursor={answer.next_cursor}
            empty={
              isNarrowed ? (
                <Empty title="No device matches">
                  {customerId === undefined
                    ? 'Search for a part of its id or label, of the label of its key, or of an e-mail address.'
                    : 'Search for a part of its id or label, or choose another key.'}
                </Empty>
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
