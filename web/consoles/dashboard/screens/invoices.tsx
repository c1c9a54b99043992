import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { monthName } from '../../shared/format.ts'
import { InvoiceFrame } from '../../shared/invoice-frame.tsx'
import { MonthPicker } from '../../shared/month-picker.tsx'
import { Screen } from '../../shared/screen.tsx'
import { useMonth } from '../../shared/use-month.ts'
import { NeedsRole } from '../needs-role.tsx'
import { useMe } from '../use-me.ts'
import { IssuedInvoices } from './invoices/issued-invoices.tsx'

type Opened = { month: string; preview?: 1 }

/** What was billed, one invoice of each month, and how a month stands that was not billed yet. */
const Invoices = () => {
  const { month, pick } = useMonth()
  const since = useMe().data?.customer.created_at
  const [opened, setOpened] = useState<Opened>()
  return (
    <Screen
      title="Invoices"
      lead="Issued on the first of the month for the month before. Due is usage and plan, less what was topped up."
    >
      <NeedsRole role="admin" what="Invoices show what every key of the account used, and are read">
        <Group gap="xs">
          <MonthPicker month={month} pick={pick} since={since} />
          <Button variant="default" onClick={() => setOpened({ month, preview: 1 })}>
            Preview {monthName(month)}
          </Button>
        </Group>
        <IssuedInvoices open={(issued) => setOpened({ month: issued })} />
        <InvoiceFrame
          title={opened === undefined ? '' : titleOf(opened)}
          endpoint="user-invoices"
          query={opened}
          close={() => setOpened(undefined)}
        />
      </NeedsRole>
    </Screen>
  )
}

export default Invoices

const titleOf = ({ month, preview }: Opened): string =>
  `${preview === 1 ? 'Preview of' : 'Invoice of'} ${monthName(month)}`
