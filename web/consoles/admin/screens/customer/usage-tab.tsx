import { Anchor, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { thisMonth } from '../../../shared/format.ts'
import { MonthPicker } from '../../../shared/month-picker.tsx'
import { CustomerMonth } from '../usage/customer-month.tsx'

/** Any month of the customer. */
export const UsageTab = ({ customerId }: { customerId: string }) => {
  const [month, setMonth] = useState(thisMonth)
  return (
    <Stack>
      <Group justify="flex-end">
        <Anchor component={Link} href={`/exports?customer_id=${customerId}`} size="sm">
          Export
        </Anchor>
        <MonthPicker month={month} pick={setMonth} />
      </Group>
      <CustomerMonth key={month} customerId={customerId} month={month} />
    </Stack>
  )
}
