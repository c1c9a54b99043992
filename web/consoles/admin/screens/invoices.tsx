import { MonthPicker } from '../../shared/month-picker.tsx'
import { Screen } from '../../shared/screen.tsx'
import { useMonth } from '../../shared/use-month.ts'
import { CustomerPicker } from '../customer-picker.tsx'
import { useChosenCustomer } from '../use-chosen-customer.ts'
import { useFirstMonth } from '../use-first-month.ts'
import { AllInvoices } from './invoices/all-invoices.tsx'
import { CustomerInvoices } from './invoices/customer-invoices.tsx'

/** Everybody's invoices; or a customer's: a month as it stands or was issued, and the list of those that count. */
const Invoices = () => {
  const { customerId, pick } = useChosenCustomer()
  const { month, pick: pickMonth } = useMonth()
  const since = useFirstMonth(customerId)
  return (
    <Screen
      title="Invoices"
      lead="Issued by themselves when a month has ended; what was issued never changes, a correction is a new revision."
      actions={
        <>
          <CustomerPicker placeholder="Any customer" data-list-search={undefined} customerId={customerId} pick={pick} />
          {customerId !== undefined && <MonthPicker month={month} pick={pickMonth} since={since} />}
        </>
      }
    >
      {customerId === undefined ? <AllInvoices /> : <CustomerInvoices customerId={customerId} month={month} />}
    </Screen>
  )
}

export default Invoices
