import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { thisMonth } from '../../shared/format.ts'
import { InvoiceFrame } from '../../shared/invoice-frame.tsx'
import { MonthPicker } from '../../shared/month-picker.tsx'
import { Screen } from '../../shared/screen.tsx'
import { NeedsRole } from '../needs-role.tsx'
import { IssuedInvoices } from './invoices/issued-invoices.tsx'

type Opened = { month: string; preview?: 1 }

/** What was billed, one invoice of each month, and how a month stands that was not billed yet. */
const Invoices = () => {
  const [month, setMonth] = useState(thisMonth)
  const [opened, setOpened] = useState<Opened>()
  return (
    <Screen title="Invoices" lead="Issued on the first of the month for the month before.">
      <NeedsRole role="admin" what="Invoices show what every key of the account used, and are read">
        <Group gap="xs">
          <MonthPicker month={month} pick={setMonth} />
          <Button variant="default" onClick={() => setOpened({ month, preview: 1 })}>
            Preview as it stands
          </Button>
        </Group>
        <IssuedInvoices open={(issued) => setOpened({ month: issued })} />
        <InvoiceFrame
          title={opened?.preview === 1 ? `Preview of ${opened.month}` : `Invoice of ${opened?.month ?? ''}`}
          endpoint="user-invoices"
          query={opened}
          close={() => setOpened(undefined)}
        />
      </NeedsRole>
    </Screen>
  )
}

export default Invoices
