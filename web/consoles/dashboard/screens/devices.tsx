import { Box, Button, Group, Stack, Text } from '@mantine/core'
import { Confirm } from '../../shared/confirm.tsx'
import type { OwnDevice, OwnDevices } from '../../shared/answers.ts'
import { Copy } from '../../shared/copy.tsx'
import { DataTable } from '../../shared/data-table.tsx'
import { DeviceKey } from '../../shared/device-key.tsx'
import { deviceStanding, keyWorks } from '../../shared/device-standing.ts'
import { DeviceStatus } from '../../shared/device-status.tsx'
import { Empty } from '../../shared/empty.tsx'
import { Failure } from '../../shared/failure.tsx'
import { Instant } from '../../shared/instant.tsx'
import { isolated } from '../../shared/isolated.ts'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { SearchField } from '../../shared/search-field.tsx'
import { isFull } from '../../shared/seats-text.ts'
import { StateOf } from '../../shared/state-of.tsx'
import { useInAddress } from '../../shared/use-address.ts'
import { useAnswer } from '../../shared/use-answer.ts'
import { useChange } from '../../shared/use-change.ts'
import { userAgentName } from '../../shared/user-agent.ts'
import { ScopeSwitch, useScope } from '../scope-switch.tsx'

/** Where keys are used from, and who of them no longer may. */
const Devices = () => {
  const { scope, pick } = useScope()
  const [q, search] = useInAddress('q')
  const paging = usePaging()
  const devices = useAnswer<OwnDevices>('user-devices', { scope, q, limit: 50, cursor: paging.cursor })
  return (
    <Screen
      title="Devices"
      lead="A device is a browser, a laptop or a server that named itself when it made a call."
      actions={<ScopeSwitch scope={scope} pick={pick} />}
    >
      <Group>
        <SearchField label="Search devices" initial={q} search={search} />
      </Group>
      <StateOf of={devices}>
        {(answer) => (
          <>
            {answer.devices.some((device) => keyWorks(device) && isFull(device)) && (
              <Text size="sm" c="dimmed">
                Where all seats of a key are taken, a further device is refused with SEAT_LIMIT: revoke one of its
                devices that is no longer needed.
              </Text>
            )}
            <DataTable
              label="Devices"
              rows={answer.devices}
              keyOf={(device) => `${device.api_key_id}:${device.install_id}`}
              paging={paging}
              nextCursor={answer.next_cursor}
              empty={
                q === undefined ? (
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
                  onPhone: 'hide',
                  cell: (device) => <DeviceKey of={device} />,
                  by: (device) => device.key_label,
                },
                {
                  title: 'First seen',
                  onPhone: 'hide',
                  cell: (device) => <Instant at={device.first_seen_at} />,
                  by: (device) => device.first_seen_at,
                },
                {
                  title: 'Last seen',
                  onPhone: 'hide',
                  cell: (device) => <Instant at={device.last_seen_at} />,
                  by: (device) => device.last_seen_at,
                },
                {
                  title: 'Status',
                  cell: (device) => <DeviceStatus of={device} />,
                  by: deviceStanding,
                },
                { title: 'Action', cell: (device) => <Access device={device} />, align: 'right' },
              ]}
            />
          </>
        )}
      </StateOf>
    </Screen>
  )
}

export default Devices

const Name = ({ device }: { device: OwnDevice }) => {
  const { device_label: label, install_id: id, last_seen_ua: userAgent } = device
  const seenAs = seenAsOf(device)
  return (
    <Stack gap={0} w={{ base: 136, lg: 300 }}>
      <Text size="sm" fw={500} lineClamp={2} style={{ overflowWrap: 'anywhere' }} title={userAgent ?? undefined}>
        {label ?? seenAs ?? id}
      </Text>
      <Group gap={4} wrap="nowrap">
        <Text size="xs" c="dimmed" truncate title={id}>
          {label !== null && seenAs !== undefined ? `${seenAs} · ` : ''}
          <span className="kx-mono">{id.length > 14 ? `${id.slice(0, 8)}…` : id}</span>
        </Text>
        <Copy text={id} what="the device id" />
      </Group>
      <Box hiddenFrom="sm">
        <DeviceKey of={device} />
      </Box>
    </Stack>
  )
}

const seenAsOf = ({ last_seen_ua: userAgent }: OwnDevice): string | undefined =>
  userAgent === null ? undefined : (userAgentName(userAgent) ?? userAgent)

/** As the list has it, and its id, which tells two of the same name apart. */
const deviceName = (device: OwnDevice): string => {
  const name = device.device_label ?? seenAsOf(device)
  return name === undefined ? device.install_id : `${name}, ${device.install_id}`
}

/** Takes a device's seat away, or gives it back. */
const Access = ({ device }: { device: OwnDevice }) => {
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
        tone="danger"
        label="Revoke"
        size="compact-sm"
        variant="default"
        question={`“${isolated(deviceName(device))}” can make no more calls with the key “${isolated(device.key_label)}”${keyWorks(device) ? '' : ', even when that works again'}, and its seat is free.`}
        act={() => change.mutateAsync(true)}
        pending={change.isPending}
        error={change.error}
      />
    )
  }
  return (
    <Stack gap="xs" align="flex-end">
      <Button size="compact-sm" variant="default" loading={change.isPending} onClick={() => change.mutate(false)}>
        Restore
      </Button>
      {change.error !== null && <Failure error={change.error} />}
    </Stack>
  )
}
