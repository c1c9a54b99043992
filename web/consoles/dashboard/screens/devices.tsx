import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Confirm } from '../../shared/confirm.tsx'
import type { DeviceList } from '../../shared/answers.ts'
import { DataTable } from '../../shared/data-table.tsx'
import { Empty } from '../../shared/empty.tsx'
import { Failure } from '../../shared/failure.tsx'
import { Instant } from '../../shared/instant.tsx'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { SearchField } from '../../shared/search-field.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { StatusBadge } from '../../shared/status-badge.tsx'
import { useAnswer } from '../../shared/use-answer.ts'
import { useChange } from '../../shared/use-change.ts'
import { ScopeSwitch, useScope } from '../scope-switch.tsx'

type Device = DeviceList['devices'][number]

/** Where keys are used from, and who of them no longer may. */
const Devices = () => {
  const { scope, pick } = useScope()
  const [q, search] = useState('')
  const paging = usePaging(`${scope} ${q}`)
  const devices = useAnswer<DeviceList>('user-devices', { scope, q, limit: 50, cursor: paging.cursor })
  return (
    <Screen
      title="Devices"
      lead="A device is a browser, a laptop or a server that named itself when it made a call."
      actions={<ScopeSwitch scope={scope} pick={pick} />}
    >
      <Group>
        <SearchField label="Search devices" search={search} />
      </Group>
      <StateOf of={devices}>
        {(answer) => (
          <DataTable
            label="Devices"
            rows={answer.devices}
            keyOf={(device) => `${device.api_key_id}:${device.install_id}`}
            paging={paging}
            nextCursor={answer.next_cursor}
            empty={
              q === '' ? (
                <Empty title="No device has named itself yet">
                  Clients that send the header x-kaixu-install-id appear here with their first call.
                </Empty>
              ) : (
                <Empty title="No device matches">Search for part of its id, its label or the label of its key.</Empty>
              )
            }
            columns={[
              { title: 'Device', cell: (device) => <Name device={device} />, by: (device) => device.install_id },
              {
                title: 'Key',
                cell: (device) => `${device.key_label} …${device.key_last4}`,
                by: (device) => device.key_label,
              },
              {
                title: 'First seen',
                cell: (device) => <Instant at={device.first_seen_at} />,
                by: (device) => device.first_seen_at,
              },
              {
                title: 'Last seen',
                cell: (device) => <Instant at={device.last_seen_at} />,
                by: (device) => device.last_seen_at,
              },
              {
                title: 'State',
                cell: (device) => (
                  <StatusBadge tone={device.revoked_at === null ? 'good' : 'bad'}>
                    {device.revoked_at === null ? 'may call' : 'revoked'}
                  </StatusBadge>
                ),
                by: (device) => device.revoked_at ?? '',
              },
              { title: 'Action', cell: (device) => <Access device={device} />, align: 'right' },
            ]}
          />
        )}
      </StateOf>
    </Screen>
  )
}

export default Devices

const Name = ({ device }: { device: Device }) => (
  <Stack gap={0} w={{ base: 190, md: 300 }}>
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {device.device_label ?? device.install_id}
    </Text>
    {device.last_seen_ua !== null && (
      <Text size="xs" c="dimmed" truncate title={device.last_seen_ua}>
        {device.last_seen_ua}
      </Text>
    )}
  </Stack>
)

/** Takes a device's seat away, or gives it back. */
const Access = ({ device }: { device: Device }) => {
  const isRevoked = device.revoked_at !== null
  const change = useChange({
    run: (api, revoked: boolean) =>
      api.send('user-devices', {
        method: 'PATCH',
        body: { api_key_id: device.api_key_id, install_id: device.install_id, revoked },
      }),
    touches: ['user-devices'],
    done: isRevoked ? 'The device may call again' : 'The device is revoked',
  })
  if (!isRevoked) {
    return (
      <Confirm
        label="Revoke"
        size="compact-sm"
        variant="default"
        question={`“${device.device_label ?? device.install_id}” can make no more calls with the key “${device.key_label}”, and its seat is free.`}
        act={() => change.mutateAsync(true)}
        pending={change.isPending}
        error={change.error}
      />
    )
  }
  return (
    <Stack gap="xs" align="flex-end">
      <Button size="compact-sm" variant="default" loading={change.isPending} onClick={() => change.mutate(false)}>
        Let in again
      </Button>
      {change.error !== null && <Failure error={change.error} />}
    </Stack>
  )
}
