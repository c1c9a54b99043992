import { Group, Stack, Title } from '@mantine/core'
import { useState } from 'react'
import type { InvoiceList } from '../../../shared/answers.ts'
import type { Query } from '../../../shared/api.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { InvoiceFrame } from '../../../shared/invoice-frame.tsx'
import { usePaging } from '../../../shared/paging.ts'
import { SearchField } from '../../../shared/search-field.tsx'
import { StateOf } from '../../../shared/state-of.tsx'
import { useInAddress } from '../../../shared/use-address.ts'
import { useAnswer } from '../../../shared/use-answer.ts'
import { invoiceColumns } from './invoice-columns.tsx'
import { MonthInvoice } from './month-invoice.tsx'

/** The invoice of a month, as it stands or was issued, and the list of those that count. */
export const CustomerInvoices = ({ customerId, month }: { customerId: string; month: string }) => {
  const [shown, setShown] = useState<Query>()
  return (
    <Stack gap="lg">
      <MonthInvoice key={`${customerId} ${month}`} customerId={customerId} month={month} show={setShown} />
      <Issued key={`issued to ${customerId}`} customerId={customerId} show={setShown} />
      <InvoiceFrame title="Invoice" endpoint="admin-invoices" query={shown} close={() => setShown(undefined)} />
    </Stack>
  )
}

const Issued = ({ customerId, show }: { customerId: string; show: (query: Query) => void }) => {
  const [q, setQ] = useInAddress('q')
  const paging = usePaging()
  const issued = useAnswer<InvoiceList>('admin-invoices', {
    customer_id: customerId,
    list: 1,
    q,
    cursor: paging.cursor,
  })
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={2} size="h5">
          Issued invoices
        </Title>
        <SearchField label="Search invoices" initial={q} search={setQ} />
      </Group>
      <StateOf of={issued} rows={4}>
        {(answer) => (
          <DataTable
            label="Issued invoices"
            columns={invoiceColumns(customerId, show)}
            rows={answer.invoices}
            keyOf={({ month }) => month}
            empty={
              q === undefined ? (
                <Empty title="No invoice was issued yet">Issue one above, or wait for the end of the month.</Empty>
              ) : (
                <Empty title="No invoice matches">
                  Search for a part of its number, {customerId}-2026-10-r1, and so of its month, or for who issued it.
                </Empty>
              )
            }
            paging={paging}
            nextCursor={answer.next_cursor}
          />
        )}
      </StateOf>
    </Stack>
  )
}
