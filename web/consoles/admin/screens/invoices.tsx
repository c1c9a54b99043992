import { Stack, Title } from '@mantine/core'
import { useState } from 'react'
import type { IssuedInvoice, Page } from '../../shared/answers.ts'
import type { Query } from '../../shared/api.ts'
import { DataTable } from '../../shared/data-table.tsx'
import { Empty } from '../../shared/empty.tsx'
import { thisMonth } from '../../shared/format.ts'
import { InvoiceFrame } from '../../shared/invoice-frame.tsx'
import { MonthPicker } from '../../shared/month-picker.tsx'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAddress } from '../../shared/use-address.ts'
import { useAnswer } from '../../shared/use-answer.ts'
import { CustomerPicker } from '../customer-picker.tsx'
import { invoiceColumns } from './invoices/invoice-columns.tsx'
import { MonthInvoice } from './invoices/month-invoice.tsx'

/** A customer's invoices: a month as it stands or was issued, and the list of those that count. */
const Invoices = () => {
  const [address, change] = useAddress()
  const [shown, setShown] = useState<Query>()
  const customerId = address.get('customer_id') ?? undefined
  const month = address.get('month') ?? thisMonth()
  return (
    <Screen
      title="Invoices"
      lead="Issued by themselves when a month has ended; what was issued never changes, a correction is a new revision."
      actions={
        <>
          <CustomerPicker customerId={customerId} pick={(id) => change({ customer_id: id })} />
          <MonthPicker month={month} pick={(picked) => change({ month: picked })} />
        </>
      }
    >
      {customerId === undefined ? (
        <Empty title="Choose a customer">Then you see the invoice of a month, and all that were issued.</Empty>
      ) : (
        <Stack gap="lg">
          <MonthInvoice key={`${customerId} ${month}`} customerId={customerId} month={month} show={setShown} />
          <Issued customerId={customerId} show={setShown} />
        </Stack>
      )}
      <InvoiceFrame title="Invoice" endpoint="admin-invoices" query={shown} close={() => setShown(undefined)} />
    </Screen>
  )
}

export default Invoices

const Issued = ({ customerId, show }: { customerId: string; show: (query: Query) => void }) => {
  const paging = usePaging(customerId)
  const issued = useAnswer<Page<'invoices', IssuedInvoice>>('admin-invoices', {
    customer_id: customerId,
    list: 1,
    cursor: paging.cursor,
  })
  return (
    <Stack gap="xs">
      <Title order={2} size="h5">
        Issued invoices
      </Title>
      <StateOf of={issued} rows={4}>
        {(answer) => (
          <DataTable
            label="Issued invoices"
            columns={invoiceColumns(customerId, show)}
            rows={answer.invoices}
            keyOf={({ month }) => month}
            empty={<Empty title="No invoice was issued yet">Issue one above, or wait for the end of the month.</Empty>}
            paging={paging}
            nextCursor={answer.next_cursor}
          />
        )}
      </StateOf>
    </Stack>
  )
}
