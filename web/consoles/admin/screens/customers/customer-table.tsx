import { Anchor, Box, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Customer } from '../../../shared/answers.ts'
import { CapMeter } from '../../../shared/cap-meter.tsx'
import { DataTable, type Sorting } from '../../../shared/data-table.tsx'
import { Instant } from '../../../shared/instant.tsx'
import type { Paging } from '../../../shared/paging.ts'
import { usdOfCents } from '../../../shared/pico.ts'
import { StatusBadge } from '../../../shared/status-badge.tsx'
import { useCapWarnPct } from '../../use-cap-warn-pct.ts'
import type { CustomerSort } from './customer-sorts.ts'

type Props = {
  customers: readonly Customer[]
  sorting: Sorting
  paging: Paging
  nextCursor: string | null
  empty: ReactNode
}

export const CustomerTable = ({ customers, sorting, paging, nextCursor, empty }: Props) => (
  <DataTable
    label="Customers"
    rows={customers}
    keyOf={(customer) => customer.id}
    href={(customer) => `/customers/${customer.id}`}
    sorting={sorting}
    paging={paging}
    nextCursor={nextCursor}
    empty={empty}
    columns={[
      {
        title: 'Customer',
        cell: (customer) => (
          <>
            <Anchor component={Link} href={`/customers/${customer.id}`} size="sm" style={{ overflowWrap: 'anywhere' }}>
              {customer.email}
            </Anchor>
            <Text size="xs" c="dimmed">
              id {customer.id}
            </Text>
            <Box hiddenFrom="sm">
              <CustomerState isActive={customer.is_active} />
            </Box>
          </>
        ),
        whole: { sort: 'email' satisfies CustomerSort, rises: true },
      },
      { title: 'Plan', onPhone: 'hide', cell: (customer) => customer.plan_name, by: (customer) => customer.plan_name },
      {
        title: 'Status',
        onPhone: 'hide',
        cell: (customer) => <CustomerState isActive={customer.is_active} />,
        by: (customer) => Number(customer.is_active),
      },
      {
        title: 'This month',
        cell: (customer) => <Spent of={customer} />,
        whole: { sort: 'spent' satisfies CustomerSort },
      },
      {
        title: 'Live keys',
        onPhone: 'hide',
        cell: (customer) => customer.active_keys,
        by: (customer) => Number(customer.active_keys),
        align: 'right',
      },
      {
        title: 'Since',
        onPhone: 'hide',
        cell: (customer) => <Instant at={customer.created_at} precision="day" />,
        whole: { sort: 'newest' satisfies CustomerSort },
      },
    ]}
  />
)

const Spent = ({ of: customer }: { of: Customer }) => (
  <CapMeter
    compact
    spentUsd={customer.spent_usd}
    heldUsd={usdOfCents(customer.held_cents)}
    capUsd={usdOfCents(customer.cap_cents)}
    warnPct={useCapWarnPct()}
  />
)

export const CustomerState = ({ isActive }: { isActive: boolean }) => (
  <StatusBadge tone={isActive ? 'good' : 'bad'}>{isActive ? 'Active' : 'Disabled'}</StatusBadge>
)
