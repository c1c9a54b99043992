import type { DeliveryRow } from '../../../shared/answers.ts'
import type { Column } from '../../../shared/data-table.tsx'
import { count } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { sentence } from '../../../shared/sentence.ts'
import { CustomerLink } from '../../customer-link.tsx'
import { DeliveryState } from './delivery-state.tsx'

export const DELIVERY_COLUMNS: readonly Column<DeliveryRow>[] = [
  { title: 'Time', cell: (row) => <Instant at={row.created_at} precision="second" />, by: (row) => row.created_at },
  { title: 'Message', cell: (row) => sentence(row.event_type), by: (row) => row.event_type },
  { title: 'State', cell: (row) => <DeliveryState state={row.state} />, by: (row) => row.state },
  { title: 'Customer', cell: (row) => <CustomerLink id={row.customer_id} />, by: (row) => Number(row.customer_id) },
  { title: 'Attempts', cell: (row) => count(row.attempts), by: (row) => row.attempts, align: 'right' },
  { title: 'Last answer', cell: (row) => [row.last_status, row.last_error].filter(Boolean).join(' ') || '–' },
  {
    title: 'Next attempt',
    cell: (row) => (row.state === 'pending' ? <Instant at={row.next_attempt_at} precision="second" /> : '–'),
    by: (row) => row.next_attempt_at,
  },
]
