import { Button, Group } from '@mantine/core'
import type { InvoiceList } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { Money } from '../../../shared/money.tsx'
import { usePaging } from '../../../shared/paging.ts'
import { StateOf } from '../../../shared/state-of.tsx'
import { useAnswer } from '../../../shared/use-answer.ts'
import { SaveCsv } from './save-csv.tsx'

const MONTH = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** The last revision of each month's invoice. */
export const IssuedInvoices = ({ open }: { open: (month: string) => void }) => {
  const paging = usePaging('')
  const invoices = useAnswer<InvoiceList>('user-invoices', { list: 1, limit: 24, cursor: paging.cursor })
  return (
    <StateOf of={invoices}>
      {(answer) => (
        <DataTable
          label="Invoices"
          rows={answer.invoices}
          keyOf={(invoice) => invoice.month}
          paging={paging}
          nextCursor={answer.next_cursor}
          empty={
            <Empty title="No invoice was issued yet">
              The first one comes with the first of next month. A preview shows how a month stands until then.
            </Empty>
          }
          columns={[
            {
              title: 'Month',
              cell: (invoice) => MONTH.format(new Date(`${invoice.month}-01T00:00:00Z`)),
              by: (invoice) => invoice.month,
            },
            { title: 'Revision', cell: (invoice) => invoice.revision, by: (invoice) => invoice.revision },
            {
              title: 'Issued',
              cell: (invoice) => <Instant at={invoice.issued_at} />,
              by: (invoice) => invoice.issued_at,
            },
            {
              title: 'Amount due',
              cell: (invoice) => <Money usd={invoice.amount_due_usd} />,
              by: (invoice) => invoice.amount_due_cents,
              align: 'right',
            },
            {
              title: 'Open',
              align: 'right',
              cell: (invoice) => (
                <Group gap={4} justify="flex-end" wrap="nowrap">
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`Open invoice of ${invoice.month}`}
                    onClick={() => open(invoice.month)}
                  >
                    Open
                  </Button>
                  <SaveCsv month={invoice.month} />
                </Group>
              ),
            },
          ]}
        />
      )}
    </StateOf>
  )
}
