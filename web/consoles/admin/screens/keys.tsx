import { Screen } from '../../shared/screen.tsx'
import { CustomerPicker } from '../customer-picker.tsx'
import { useChosenCustomer } from '../use-chosen-customer.ts'
import { KeyList } from './keys/key-list.tsx'

/** The keys of everybody, or of one customer. */
const Keys = () => {
  const { customerId, pick } = useChosenCustomer()
  return (
    <Screen
      title="Keys"
      lead="What customers’ applications call the gateway with."
      actions={
        <CustomerPicker placeholder="Any customer" data-list-search={undefined} customerId={customerId} pick={pick} />
      }
    >
      <KeyList key={customerId} customerId={customerId} />
    </Screen>
  )
}

export default Keys
