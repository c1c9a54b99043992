import { Anchor, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import type { Customer } from '../../../shared/answers.ts'
import { CapMeter } from '../../../shared/cap-meter.tsx'
import { DataTable } from '../../../shared/data-table.tsx'
import { Instant } from '../../../shared/instant.tsx'
import type { Paging } from '../../../shared/paging.ts'
import { StatusBadge } from '../../../shared/status-badge.tsx'

type Props = { customers: readonly Customer[]; paging: Paging; nextCursor: string | null; empty: ReactNode }

export const CustomerTable = ({ customers, paging, nextCursor, empty }: Props) => {
  const [, navigate] = useLocation()
  return (
    <DataTable
      label="Customers"
      rows={customers}
      keyOf={(customer) => customer.id}
      open={(customer) => navigate(`/customers/${customer.id}`)}
      paging={paging}
      nextCursor={nextCursor}
      empty={empty}
      columns={[
        {
          title: 'Customer',
          cell: (customer) => (
            <>
              <Anchor component={Link} href={`/customers/${customer.id}`} size="sm">
                {customer.email}
              </Anchor>
              <Text size="xs" c="dimmed">
                id {customer.id}
              </Text>
            </>
          ),
          by: (customer) => customer.email,
        },
        { title: 'Plan', cell: (customer) => customer.plan_name, by: (customer) => customer.plan_name },
        {
          title: 'State',
          cell: (customer) => <CustomerState isActive={customer.is_active} />,
          by: (customer) => Number(customer.is_active),
        },
        {
          title: 'This month',
          cell: (customer) => (
            <CapMeter
              compact
              spentCents={customer.spent_cents}
              heldCents={customer.held_cents}
              capCents={customer.cap_cents}
            />
          ),
          by: (customer) => customer.spent_cents,
        },
        {
          title: 'Live keys',
          cell: (customer) => customer.active_keys,
          by: (customer) => Number(customer.active_keys),
          align: 'right',
        },
        {
          title: 'Since',
          cell: (customer) => <Instant at={customer.created_at} precision="day" />,
          by: (customer) => customer.created_at,
        },
      ]}
    />
  )
}

export const CustomerState = ({ isActive }: { isActive: boolean }) => (
  <StatusBadge tone={isActive ? 'good' : 'bad'}>{isActive ? 'Active' : 'Disabled'}</StatusBadge>
)
