import { Screen } from '../../shared/screen.tsx'
import { CustomerPicker } from '../customer-picker.tsx'
import { useChosenCustomer } from '../use-chosen-customer.ts'
import { KeyList } from './keys/key-list.tsx'
import { KeySearch } from './keys/key-search.tsx'

/** The keys of any customer, and whose a key is. */
const Keys = () => {
  const { customerId, pick } = useChosenCustomer()
  return (
    <Screen
      title="Keys"
      lead="What customers’ applications call the gateway with."
      actions={
        <CustomerPicker data-list-search={customerId === undefined || undefined} customerId={customerId} pick={pick} />
      }
    >
      {customerId === undefined ? <KeySearch /> : <KeyList key={customerId} customerId={customerId} />}
    </Screen>
  )
}

export default Keys
