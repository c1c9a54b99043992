import { Empty } from '../../shared/empty.tsx'
import { thisMonth } from '../../shared/format.ts'
import { MonthPicker } from '../../shared/month-picker.tsx'
import { Screen } from '../../shared/screen.tsx'
import { useAddress } from '../../shared/use-address.ts'
import { CustomerPicker } from '../customer-picker.tsx'
import { useChosenCustomer } from '../use-chosen-customer.ts'
import { CustomerInvoices } from './invoices/customer-invoices.tsx'

/** A customer's invoices: a month as it stands or was issued, and the list of those that count. */
const Invoices = () => {
  const [address, change] = useAddress()
  const { customerId, pick } = useChosenCustomer()
  const month = address.get('month') ?? thisMonth()
  return (
    <Screen
      title="Invoices"
      lead="Issued by themselves when a month has ended; what was issued never changes, a correction is a new revision."
      actions={
        <>
          <CustomerPicker
            data-list-search={customerId === undefined || undefined}
            customerId={customerId}
            pick={pick}
          />
          <MonthPicker month={month} pick={(picked) => change({ month: picked })} />
        </>
      }
    >
      {customerId === undefined ? (
        <Empty title="Choose a customer">Then you see the invoice of a month, and all that were issued.</Empty>
      ) : (
        <CustomerInvoices customerId={customerId} month={month} />
      )}
    </Screen>
  )
}

export default Invoices
