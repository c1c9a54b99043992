import { Empty } from '../../shared/empty.tsx'
import { Screen } from '../../shared/screen.tsx'
import { CustomerPicker } from '../customer-picker.tsx'
import { useChosenCustomer } from '../use-chosen-customer.ts'
import { CustomerLedger } from './ledger/customer-ledger.tsx'

/** A customer's books, entry by entry, and the proof that they are in order. */
const LedgerScreen = () => {
  const { customerId, pick } = useChosenCustomer()
  return (
    <Screen
      title="Ledger"
      lead="Every charge and credit of a customer, in a chain of hashes that nobody can change afterwards."
      actions={
        <CustomerPicker data-list-search={customerId === undefined || undefined} customerId={customerId} pick={pick} />
      }
    >
      {customerId === undefined ? (
        <Empty title="Choose a customer">Each has books of their own.</Empty>
      ) : (
        <CustomerLedger customerId={customerId} />
      )}
    </Screen>
  )
}

export default LedgerScreen
