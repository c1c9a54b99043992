import type { OperatorDelivery } from '../../../shared/answers.ts'
import type { Column } from '../../../shared/data-table.tsx'
import { count } from '../../../shared/format.ts'
import { DeliveryState } from '../../../shared/delivery-state.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { alertWords } from '../../../shared/alert-words.ts'
import { AboutWhom } from './about-whom.tsx'
import { deliveryProblem } from '../../../shared/delivery-problem.ts'

export const DELIVERY_COLUMNS: readonly Column<OperatorDelivery>[] = [
  { title: 'Time', cell: (row) => <Instant at={row.created_at} precision="second" />, by: (row) => row.created_at },
  { title: 'Message', cell: (row) => alertWords(row), by: (row) => row.event_type },
  { title: 'Status', cell: (row) => <DeliveryState state={row.state} />, by: (row) => row.state },
  {
    title: 'Customer',
    onPhone: 'hide',
    cell: (row) => <AboutWhom delivery={row} />,
    by: (row) => row.customer_email ?? '',
  },
  { title: 'Goes to', onTablet: 'hide', cell: (row) => row.own_host ?? 'you', by: (row) => row.own_host ?? '' },
  {
    title: 'Attempts',
    onLaptop: 'hide',
    cell: (row) => count(row.attempts),
    by: (row) => row.attempts,
    align: 'right',
  },
  {
    title: 'Last response (HTTP)',
    onPhone: 'hide',
    cell: (row) => row.last_status ?? deliveryProblem(row) ?? '–',
  },
]
