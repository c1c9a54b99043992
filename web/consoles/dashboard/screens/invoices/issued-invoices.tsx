import { Group, Stack, Text } from '@mantine/core'
import type { InvoiceList } from '../../../shared/answers.ts'
import { DataTable, type Column } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { dollars, monthName } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { Money } from '../../../shared/money.tsx'
import { usePaging } from '../../../shared/paging.ts'
import { SearchField } from '../../../shared/search-field.tsx'
import { StateOf } from '../../../shared/state-of.tsx'
import { useInAddress } from '../../../shared/use-address.ts'
import { useAnswer } from '../../../shared/use-answer.ts'
import { SaveCsv } from './save-csv.tsx'

type Row = InvoiceList['invoices'][number]

/** The last revision of each month's invoice. */
export const IssuedInvoices = ({ open }: { open: (month: string) => void }) => {
  const [q, setQ] = useInAddress('q')
  const paging = usePaging()
  const invoices = useAnswer<InvoiceList>('user-invoices', { list: 1, q, limit: 24, cursor: paging.cursor })
  return (
    <Stack gap="xs">
      <Group>
        <SearchField label="Search invoices" initial={q} search={setQ} />
      </Group>
      <StateOf of={invoices}>
        {(answer) => (
          <DataTable
            label="Invoices"
            rows={answer.invoices}
            keyOf={(invoice) => invoice.month}
            open={(invoice) => open(invoice.month)}
            paging={paging}
            nextCursor={answer.next_cursor}
            empty={
              q === undefined ? (
                <Empty title="No invoice was issued yet">
                  The first one comes with the first of next month. A preview shows how a month stands until then.
                </Empty>
              ) : (
                <Empty title="No invoice matches">Search for a part of its number, and so of its month: 2026-10.</Empty>
              )
            }
            columns={COLUMNS}
          />
        )}
      </StateOf>
    </Stack>
  )
}

/** The amount due is usage and plan less credits, so all of them stand in a row. */
const COLUMNS: readonly Column<Row>[] = [
  { title: 'Number', onPhone: 'hide', cell: (invoice) => <InvoiceNumber of={invoice} /> },
  { title: 'Month', cell: (invoice) => monthName(invoice.month), by: (invoice) => invoice.month },
  {
    title: 'Usage',
    onPhone: 'hide',
    cell: (invoice) => <Money usd={invoice.spent_usd} digits={2} />,
    by: (invoice) => invoice.spent_cents,
    align: 'right',
  },
  {
    title: 'Plan',
    onPhone: 'hide',
    cell: (invoice) => <Money usd={invoice.plan_fee_usd} digits={2} />,
    by: (invoice) => invoice.plan_fee_cents,
    align: 'right',
  },
  {
    title: 'Credits',
    onPhone: 'hide',
    cell: (invoice) => <Credits of={invoice} />,
    by: (invoice) => invoice.credits_cents,
    align: 'right',
  },
  { title: 'Due', cell: (invoice) => <Due of={invoice} />, by: (invoice) => invoice.amount_due_cents, align: 'right' },
  {
    title: 'Issued',
    onPhone: 'hide',
    cell: (invoice) => <Instant at={invoice.issued_at} />,
    by: (invoice) => invoice.issued_at,
  },
  { title: 'CSV', cell: (invoice) => <SaveCsv month={invoice.month} />, align: 'right' },
]

const InvoiceNumber = ({ of: { number } }: { of: Row }) => (
  <span className="kx-mono" style={{ whiteSpace: 'nowrap' }}>
    {number}
  </span>
)

/** Whole cents: only money that was paid in. */
const Credits = ({ of: { credits_usd: usd, credits_cents: cents } }: { of: Row }) =>
  cents === 0 ? dollars(0) : `−${dollars(usd, 2)}`

/** Below zero it is nothing to pay, but money that is left. */
const Due = ({ of: { amount_due_usd: usd, amount_due_cents: cents } }: { of: Row }) =>
  cents < 0 ? (
    <Text size="sm" component="div" style={{ whiteSpace: 'nowrap' }}>
      Credit <Money usd={usd.replace('-', '')} digits={2} />
    </Text>
  ) : (
    <Text size="sm" fw={600} component="div">
      <Money usd={usd} digits={2} />
    </Text>
  )
