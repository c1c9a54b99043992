import { useEffect, useRef } from 'react'
import type { Billing } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { dollarsOfCents, monthName } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { NothingYet } from '../../../shared/nothing-yet.tsx'
import type { Paging } from '../../../shared/paging.ts'
import { Panel } from '../../../shared/panel.tsx'
import { SearchField } from '../../../shared/search-field.tsx'
import { StatusBadge } from '../../../shared/status-badge.tsx'

type TopUp = Billing['topups'][number]

const SOURCE = { manual: 'By the operator', stripe: 'Paid by card', auto: 'Automatic' } as const

const STATUS = {
  applied: { tone: 'good', text: 'credited' },
  partly_reversed: { tone: 'warn', text: 'partly refunded' },
  reversed: { tone: 'bad', text: 'refunded' },
} as const

/** What was paid in, newest first. It is far down: whoever follows a link to some of it is brought there. */
export const TopUpHistory = ({
  rows,
  q,
  search,
  paging,
  nextCursor,
}: {
  rows: readonly TopUp[]
  q: string | undefined
  search: (q: string) => void
  paging: Paging
  nextCursor: string | null
}) => {
  const place = useRef<HTMLDivElement>(null)
  const isLinkedTo = useRef(q !== undefined)
  useEffect(() => {
    if (isLinkedTo.current) place.current?.scrollIntoView({ block: 'center' })
  }, [])
  return (
    <div ref={place}>
      <Panel flush title="History" actions={<SearchField label="Search top-ups" initial={q} search={search} />}>
        <DataTable
          label="Top-ups"
          frameless
          rows={rows}
          keyOf={(row) => row.id}
          paging={paging}
          nextCursor={nextCursor}
          empty={
            <NothingYet>
              {q === undefined
                ? 'Nothing was topped up yet. The first top-up appears here as soon as it is paid.'
                : 'No top-up matches. Search for a month, 2026-10, for how it was paid, “card”, or for what became of it, “refunded”.'}
            </NothingYet>
          }
          columns={[
            { title: 'Credited', cell: (row) => <Instant at={row.created_at} />, by: (row) => row.created_at },
            { title: 'For', onPhone: 'hide', cell: (row) => monthName(row.month), by: (row) => row.month },
            { title: 'How', onPhone: 'hide', cell: (row) => SOURCE[row.source], by: (row) => row.source },
            {
              title: 'Status',
              cell: (row) => <StatusBadge tone={STATUS[row.status].tone}>{STATUS[row.status].text}</StatusBadge>,
              by: (row) => row.status,
            },
            {
              title: 'Refunded',
              onPhone: 'hide',
              cell: (row) => (row.reversed_cents === 0 ? '–' : dollarsOfCents(row.reversed_cents)),
              by: (row) => row.reversed_cents,
              align: 'right',
            },
            {
              title: 'Amount',
              cell: (row) => dollarsOfCents(row.amount_cents),
              by: (row) => row.amount_cents,
              align: 'right',
            },
          ]}
        />
      </Panel>
    </div>
  )
}
