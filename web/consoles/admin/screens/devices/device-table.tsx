import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { DeviceList } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { KeyName } from '../../../shared/key-name.tsx'
import type { Paging } from '../../../shared/paging.ts'
import { ShortId } from '../../../shared/short-id.tsx'
import { StatusBadge } from '../../../shared/status-badge.tsx'
import { userAgentName } from '../../../shared/user-agent.ts'
import { DeviceSwitch } from './device-switch.tsx'

export type Device = DeviceList['devices'][number]

type Props = { devices: readonly Device[]; paging: Paging; nextCursor: string | null; empty: ReactNode }

export const DeviceTable = ({ devices, paging, nextCursor, empty }: Props) => (
  <DataTable
    label="Devices"
    rows={devices}
    keyOf={(device) => `${device.api_key_id}:${device.install_id}`}
    paging={paging}
    nextCursor={nextCursor}
    empty={empty}
    columns={[
      {
        title: 'Device',
        cell: (device) => <Installation device={device} />,
        by: nameOf,
      },
      {
        title: 'Key',
        onPhone: 'hide',
        cell: (device) => <KeyName label={device.key_label} last4={device.key_last4} />,
        by: (device) => device.key_label,
      },
      {
        title: 'First seen',
        onPhone: 'hide',
        cell: (device) => <Instant at={device.first_seen_at} precision="day" />,
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
        cell: (device) => (
          <>
            <StatusBadge tone={device.revoked_at === null ? 'good' : 'bad'}>
              {device.revoked_at === null ? 'Allowed' : 'Revoked'}
            </StatusBadge>
            {device.revoked_at !== null && (
              <Text size="xs" c="dimmed">
                <Instant at={device.revoked_at} precision="day" /> by{' '}
                {device.revoked_by === 'admin' ? 'an operator' : (device.revoked_by ?? 'somebody')}
              </Text>
            )}
          </>
        ),
        by: (device) => Number(device.revoked_at === null),
      },
      { title: 'Change', cell: (device) => <DeviceSwitch device={device} /> },
    ]}
  />
)

/** As it calls itself, or else the program it runs in. */
const nameOf = ({ device_label: label, last_seen_ua: ua }: Device): string =>
  label ?? (ua === null ? undefined : userAgentName(ua)) ?? 'Unnamed device'

const Installation = ({ device }: { device: Device }) => (
  <Stack gap={0}>
    <Text size="sm" title={device.last_seen_ua ?? ''} style={{ overflowWrap: 'anywhere' }}>
      {nameOf(device)}
    </Text>
    <Text size="xs" c="dimmed" component="div">
      <ShortId text={device.install_id} what="the device id" />
    </Text>
  </Stack>
)
