import { Anchor, Group, Stack } from '@mantine/core'
import { Link } from 'wouter'
import type { Customer } from '../../../shared/answers.ts'
import { MonthPicker } from '../../../shared/month-picker.tsx'
import { useMonth } from '../../../shared/use-month.ts'
import { CustomerMonth } from '../usage/customer-month.tsx'

/** Any month of the customer. */
export const UsageTab = ({ customer }: { customer: Customer }) => {
  const { month, pick } = useMonth()
  return (
    <Stack>
      <Group justify="flex-end">
        <Anchor component={Link} href={`/exports?customer_id=${customer.id}&month=${month}`} size="sm">
          Export
        </Anchor>
        <MonthPicker month={month} pick={pick} since={customer.created_at} />
      </Group>
      <CustomerMonth key={month} customerId={customer.id} month={month} />
    </Stack>
  )
}
