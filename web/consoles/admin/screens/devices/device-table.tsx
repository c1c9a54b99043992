import { Box, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { OperatorDevice } from '../../../shared/answers.ts'
import { DataTable, type Column } from '../../../shared/data-table.tsx'
import { DeviceKey } from '../../../shared/device-key.tsx'
import { deviceStanding } from '../../../shared/device-standing.ts'
import { DeviceStatus } from '../../../shared/device-status.tsx'
import { Instant } from '../../../shared/instant.tsx'
import type { Paging } from '../../../shared/paging.ts'
import { ShortId } from '../../../shared/short-id.tsx'
import { userAgentName } from '../../../shared/user-agent.ts'
import { CustomerLink } from '../../customer-link.tsx'
import { DeviceSwitch } from './device-switch.tsx'

type Props = {
  /** Of everybody: whose each is, too. */
  withCustomer: boolean
  devices: readonly OperatorDevice[]
  paging: Paging
  nextCursor: string | null
  empty: ReactNode
}

export const DeviceTable = ({ withCustomer, devices, paging, nextCursor, empty }: Props) => (
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
            <Installation device={device} />
            <Box hiddenFrom="sm">
              {withCustomer && <Owner device={device} />}
              <DeviceKey of={device} />
            </Box>
          </>
        ),
        by: nameOf,
      },
      ...(withCustomer ? [CUSTOMER] : []),
      {
        title: 'Key',
        onPhone: 'hide',
        cell: (device) => <DeviceKey of={device} />,
        by: (device) => device.key_label,
      },
      {
        title: 'First seen',
        ...(withCustomer ? { onTablet: 'hide' } : { onPhone: 'hide' }),
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
            <DeviceStatus of={device} />
            {device.revoked_at !== null && (
              <Text size="xs" c="dimmed">
                <Instant at={device.revoked_at} precision="day" /> by{' '}
                {device.revoked_by === 'admin' ? 'an operator' : (device.revoked_by ?? 'somebody')}
              </Text>
            )}
          </>
        ),
        by: deviceStanding,
      },
      { title: 'Change', cell: (device) => <DeviceSwitch device={device} /> },
    ]}
  />
)

const CUSTOMER: Column<OperatorDevice> = {
  title: 'Customer',
  onPhone: 'hide',
  cell: (device) => <Owner device={device} />,
  by: (device) => device.customer_email,
}

const Owner = ({ device }: { device: OperatorDevice }) => (
  <CustomerLink id={device.customer_id} email={device.customer_email} />
)

/** As it calls itself, or else the program it runs in. */
const nameOf = ({ device_label: label, last_seen_ua: ua }: OperatorDevice): string =>
  label ?? (ua === null ? undefined : userAgentName(ua)) ?? 'Unnamed device'

const Installation = ({ device }: { device: OperatorDevice }) => (
  <Stack gap={0}>
    <Text size="sm" title={device.last_seen_ua ?? ''} style={{ overflowWrap: 'anywhere' }}>
      {nameOf(device)}
    </Text>
    <Text size="xs" c="dimmed" component="div">
      <ShortId text={device.install_id} what="the device id" />
    </Text>
  </Stack>
)
