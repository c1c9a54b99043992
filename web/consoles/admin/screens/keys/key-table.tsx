import { Box } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Key } from '../../../shared/answers.ts'
import { CapMeter } from '../../../shared/cap-meter.tsx'
import { DataTable, type Column, type Sorting } from '../../../shared/data-table.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { KeyName } from '../../../shared/key-name.tsx'
import type { KeySort } from '../../../shared/key-sorts.ts'
import { KeyStatus } from '../../../shared/key-status.tsx'
import { Money } from '../../../shared/money.tsx'
import type { Paging } from '../../../shared/paging.ts'
import { usdOfCents } from '../../../shared/pico.ts'
import { CustomerLink } from '../../customer-link.tsx'
import { useCapWarnPct } from '../../use-cap-warn-pct.ts'
import { Limits } from './limits.tsx'

type Props = {
  /** Of everybody: whose each is, too. */
  withCustomer?: boolean
  keys: readonly Key[]
  open: (key: Key) => void
  sorting: Sorting
  paging: Paging
  nextCursor: string | null
  empty: ReactNode
}

export const KeyTable = ({ withCustomer = false, keys, open, sorting, paging, nextCursor, empty }: Props) => (
  <DataTable
    label="Keys"
    rows={keys}
    keyOf={(key) => key.id}
    open={open}
    sorting={sorting}
    paging={paging}
    nextCursor={nextCursor}
    empty={empty}
    columns={[
      {
        title: 'Key',
        cell: (key) => (
          <>
            <KeyName label={key.label} last4={key.key_last4} />
            {withCustomer && (
              <Box hiddenFrom="sm">
                <Owner of={key} />
              </Box>
            )}
          </>
        ),
        whole: { sort: 'label' satisfies KeySort, rises: true },
      },
      ...(withCustomer ? [CUSTOMER] : []),
      { title: 'Role', onPhone: 'hide', cell: (key) => key.role, by: (key) => key.role },
      { title: 'Status', cell: (key) => <KeyStatus status={key.status} />, by: (key) => key.status },
      {
        title: 'This month',
        cell: (key) => <Spent of={key} />,
        // What everybody's keys spent is never added up.
        ...(withCustomer ? {} : { whole: { sort: 'spent' satisfies KeySort } }),
      },
      {
        title: 'Limits',
        ...(withCustomer ? { onTablet: 'hide' } : { onPhone: 'hide' }),
        cell: (key) => <Limits of={key} />,
      },
      {
        title: 'Expires',
        ...(withCustomer ? { onLaptop: 'hide' } : { onTablet: 'hide' }),
        cell: (key) => <Instant at={key.expires_at} />,
        by: (key) => key.expires_at ?? '',
      },
      {
        title: 'Last seen',
        onPhone: 'hide',
        cell: (key) => <Instant at={key.last_seen_at} />,
        by: (key) => key.last_seen_at ?? '',
      },
    ]}
  />
)

const CUSTOMER: Column<Key> = {
  title: 'Customer',
  onPhone: 'hide',
  cell: (key) => <Owner of={key} />,
  by: (key) => key.customer_email,
}

const Owner = ({ of: key }: { of: Key }) => <CustomerLink id={key.customer_id} email={key.customer_email} />

/** A cap is shared by the keys that came from each other by rotation, so the meter shows what they spent together. */
const Spent = ({ of: key }: { of: Key }) => {
  const warnPct = useCapWarnPct()
  return key.monthly_cap_cents === null ? (
    <Money usd={key.spent_usd} />
  ) : (
    <CapMeter
      compact
      spentUsd={usdOfCents(key.line_spent_cents)}
      heldUsd="0"
      capUsd={usdOfCents(key.monthly_cap_cents)}
      warnPct={warnPct}
    />
  )
}
