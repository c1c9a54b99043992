import { Empty } from '../../shared/empty.tsx'
import { Screen } from '../../shared/screen.tsx'
import { useCustomerMonth } from '../use-customer-month.tsx'
import { CustomerInvoices } from './invoices/customer-invoices.tsx'

/** A customer's invoices: a month as it stands or was issued, and the list of those that count. */
const Invoices = () => {
  const { customerId, month, fields } = useCustomerMonth()
  return (
    <Screen
      title="Invoices"
      lead="Issued by themselves when a month has ended; what was issued never changes, a correction is a new revision."
      actions={fields}
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
