import { Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { thisMonth } from '../../../shared/format.ts'
import { MonthPicker } from '../../../shared/month-picker.tsx'
import { CustomerInvoices } from '../invoices/customer-invoices.tsx'

/** The customer's invoices, of any month. */
export const InvoicesTab = ({ customerId }: { customerId: string }) => {
  const [month, setMonth] = useState(thisMonth)
  return (
    <Stack>
      <Group justify="flex-end">
        <MonthPicker month={month} pick={setMonth} />
      </Group>
      <CustomerInvoices customerId={customerId} month={month} />
    </Stack>
  )
}
