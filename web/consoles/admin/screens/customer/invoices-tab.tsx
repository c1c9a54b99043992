import { Group, Stack } from '@mantine/core'
import type { Customer } from '../../../shared/answers.ts'
import { MonthPicker } from '../../../shared/month-picker.tsx'
import { useMonth } from '../../../shared/use-month.ts'
import { CustomerInvoices } from '../invoices/customer-invoices.tsx'

/** The customer's invoices, of any month. */
export const InvoicesTab = ({ customer }: { customer: Customer }) => {
  const { month, pick } = useMonth()
  return (
    <Stack>
      <Group justify="flex-end">
        <MonthPicker month={month} pick={pick} since={customer.created_at} />
      </Group>
      <CustomerInvoices customerId={customer.id} month={month} />
    </Stack>
  )
}
