import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { DeviceList } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { Instant } from '../../../shared/instant.tsx'
import type { Paging } from '../../../shared/paging.ts'
import { StatusBadge } from '../../../shared/status-badge.tsx'
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
        cell: (device) => (
          <>
            {device.device_label !== null && <Text size="sm">{device.device_label}</Text>}
            <Text size="xs" className="kx-mono" style={{ overflowWrap: 'anywhere' }}>
              {device.install_id}
            </Text>
            <Text size="xs" c="dimmed" lineClamp={1} title={device.last_seen_ua ?? ''}>
              {device.last_seen_ua}
            </Text>
          </>
        ),
        by: (device) => device.device_label ?? device.install_id,
      },
      {
        title: 'Key',
        cell: (device) => (
          <>
            <Text size="sm" miw={120}>
              {device.key_label}
            </Text>
            <Text size="xs" c="dimmed" className="kx-mono">
              …{device.key_last4}
            </Text>
          </>
        ),
        by: (device) => device.key_label,
      },
      {
        title: 'First seen',
        cell: (device) => <Instant at={device.first_seen_at} precision="day" />,
        by: (device) => device.first_seen_at,
      },
      {
        title: 'Last seen',
        cell: (device) => <Instant at={device.last_seen_at} />,
        by: (device) => device.last_seen_at,
      },
      {
        title: 'Status',
        cell: (device) => (
          <>
            <StatusBadge tone={device.revoked_at === null ? 'good' : 'bad'}>
              {device.revoked_at === null ? 'Let in' : 'Revoked'}
            </StatusBadge>
            {device.revoked_at !== null && (
              <Text size="xs" c="dimmed">
                <Instant at={device.revoked_at} precision="day" /> by {device.revoked_by ?? 'somebody'}
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
